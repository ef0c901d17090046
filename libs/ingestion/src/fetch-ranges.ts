import { shiftOpenTime, type TimeRange } from '@marketloom/exchange';
import { describeFailure } from './failure.ts';
import type { IngestRun } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import type { RangeFetcher } from './range-fetcher.ts';

/** After so many bad answers in a row it is the exchange that is at fault, and not a page of its history. */
const BAD_ANSWERS_IN_A_ROW = 3;

/**
 * Fetches ranges one after the other. Where an answer stays bad, `fail` is told of that one page and the work goes on
 * behind it: years of history do not end at one broken candle. What else goes wrong ends the work.
 */
export async function fetchRanges(
  run: IngestRun,
  { entry, interval }: Series,
  ranges: readonly TimeRange[],
  fetcher: RangeFetcher,
  fail: (error: unknown, range: TimeRange) => void,
): Promise<void> {
  const page = run.exchange.capabilities[entry.market]?.klines.pageLimit ?? 1;
  let badAnswers = 0;
  for (const range of ranges) {
    let { start } = range;
    while (start < range.end && !run.stop.aborted) {
      try {
        await fetcher.fetch({ start, end: range.end });
        break;
      } catch (error) {
        const failedAt = fetcher.position;
        badAnswers = failedAt > start ? 1 : badAnswers + 1;
        const isOnePage = describeFailure(error).kind === 'badResponse' && badAnswers < BAD_ANSWERS_IN_A_ROW;
        const end = isOnePage ? Math.min(shiftOpenTime(failedAt, interval, page), range.end) : range.end;
        fail(error, { start: failedAt, end });
        if (!isOnePage) return;
        start = end;
      }
    }
  }
}
