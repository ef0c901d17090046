import type { Clock } from '@marketloom/exchange';

/** Waits. @throws the signal's reason, at once, when it aborts */
export async function pauseFor(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await clock.sleep(delayMs, signal);
}
