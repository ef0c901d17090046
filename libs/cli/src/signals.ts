import { EXIT_CODES, type ExitCode } from './exit-code.ts';
import type { Host } from './host.ts';

/** Signals closer together than this are one keypress: npm and Nx pass on what the terminal sends to all anyway. */
const ONE_KEYPRESS_MS = 500;

/** Turns signals into an abort, and a second one into the end. */
export interface SignalWatch {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; null when none did. */
  exitCode(): ExitCode | null;
  stop(): void;
}

/** Why a run was stopped. */
class SignalReceivedError extends Error {
  override readonly name = 'SignalReceivedError';
}

/** Watches for SIGINT and SIGTERM. The first aborts the signal, a later one ends the process at once. */
export function watchSignals(host: Host, now: () => number = Date.now): SignalWatch {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  let since = 0;
  const stop = host.onSignal((name) => {
    if (code === null) {
      code = name === 'SIGINT' ? EXIT_CODES.interrupted : EXIT_CODES.terminated;
      since = now();
      host.stderr.write('Stopping after what is in hand; once more to stop at once.\n');
      controller.abort(new SignalReceivedError(`stopped by ${name}`));
    } else if (now() - since > ONE_KEYPRESS_MS) {
      host.exit(code);
    }
  });
  return { signal: controller.signal, exitCode: () => code, stop };
}
