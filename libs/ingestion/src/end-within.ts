import type { Clock } from '@marketloom/exchange';

/** What is under way by itself, and how it is ended. */
export interface Running {
  readonly clock: Clock;
  /** Resolves when it has ended, and never rejects. */
  readonly running: Promise<void>;
  /** Ends it, whatever is in hand. */
  readonly end: AbortController;
}

/** Waits until it has ended by itself, and ends it when `graceMs` are over. Who asks again meanwhile may shorten that. */
export async function endWithin(graceMs: number, { clock, running, end }: Running): Promise<void> {
  const done = new AbortController();
  const grace = clock.sleep(graceMs, done.signal).then(
    () => end.abort(new Error('the run has ended')),
    () => undefined,
  );
  await running;
  done.abort();
  await grace;
}
