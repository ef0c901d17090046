import type { Logger } from '@marketloom/exchange';
import type { Host } from '../host.ts';

/** How often it is told how things are, ms: on a terminal, and in the log. */
const [DRAW_MS, LOG_MS] = [250, 60_000];

/** How things are, in one line. */
export interface StatusDisplay {
  /** Takes the line away. */
  stop(): void;
}

/**
 * Shows how a long run is going: one line that is kept up to date where stderr is a terminal, what else is written there
 * above it; a log line a minute elsewhere.
 * @param describe says how things are, in one line
 */
export function showStatus(
  host: Host,
  logger: Logger,
  describe: () => string,
  terminal: NodeJS.WritableStream = process.stderr,
): StatusDisplay {
  if (host.stderr.isTTY !== true) {
    const timer = setInterval(() => logger.info(describe()), LOG_MS);
    timer.unref();
    return { stop: () => clearInterval(timer) };
  }
  const draw = (): void => {
    const most = Math.max(10, (host.stderr.columns ?? 80) - 1);
    const line = describe();
    terminal.write(`${CLEAR}${line.length > most ? `${line.slice(0, most - 1)}…` : line}`);
  };
  const giveBack = host.stderr.lend?.((text) => {
    terminal.write(`${CLEAR}${text}`);
    draw();
  });
  draw();
  const timer = setInterval(draw, DRAW_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      giveBack?.();
      terminal.write(CLEAR);
    },
  };
}

/** To the begin of the line, and nothing on it. */
const CLEAR = '\r\u001B[2K';
