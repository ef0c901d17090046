import { formatElapsed, formatMany, formatTime } from '@marketloom/cli';
import type { Logger } from '@marketloom/exchange';
import type { Failure, FollowProgress, FollowState, Series } from '@marketloom/ingestion';

/** Says in the log what happens: a line a minute, and one for each outage, recovery, and change of what is followed. */
export function logFollow(logger: Logger): (progress: FollowProgress) => void {
  return (progress) => {
    switch (progress.type) {
      case 'planned':
        return logger.info(`following ${formatMany(progress.series, 'series', 'series')}: catching up first`);
      case 'caughtUp': {
        const { stored, elapsedMs } = progress;
        const what = `${formatMany(stored, 'candle')} stored in ${formatElapsed(elapsedMs)}`;
        return logger.info(`all series are current: ${what}`, { stored, elapsedMs });
      }
      case 'state':
        return logState(logger, progress);
      case 'outage': {
        const { of, failure, until } = progress;
        const what =
          until === null
            ? 'does not answer; it is tried again'
            : `wants no requests before ${formatTime(until)}`;
        return logger.warn(`${of} ${what}`, detailsOf(failure));
      }
      case 'recovered':
        return logger.info(`${progress.of} answers again, after ${formatElapsed(progress.lastedMs)}`);
      case 'failed':
        return logger.warn(
          `${nameOf(progress.series)} failed; it is tried again`,
          detailsOf(progress.failure),
        );
      case 'halted':
        return logger.info(`${nameOf(progress.series)} stands still; it is asked for less often`);
      case 'joined':
        return logger.info(`${nameOf(progress.series)} is followed from now on`);
      case 'retired': {
        const why =
          progress.reason === 'delisted' ? 'the exchange has delisted it' : 'it is not selected any more';
        return logger.warn(`${nameOf(progress.series)} is followed no more: ${why}`);
      }
    }
  };
}

/** A failure's message under a name that the line's own does not hide. */
function detailsOf({ kind, message }: Failure): Readonly<Record<string, string>> {
  return { kind, reason: message };
}

function logState(logger: Logger, { current, behind, stored, worstLagMs, worst }: FollowState): void {
  const lag = worst === null ? '' : `; ${nameOf(worst)} lags by ${formatElapsed(worstLagMs)}`;
  logger.info(
    `${current} of ${current + behind} series current; ${formatMany(stored, 'candle')} stored since${lag}`,
    {
      current,
      behind,
      stored,
      worstLagMs,
    },
  );
}

function nameOf({ entry, interval }: Series): string {
  return `${entry.symbol.toString()} ${interval}`;
}
