import { isExchangeError, shiftOpenTime, type TimeRange } from '@marketloom/exchange';
import type { IngestRun } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import type { RangeFetcher } from './range-fetcher.ts';

/**
 * After so many bad answers in a row it is the exchange that is at fault, and not a stretch of its history: few when they
 * are no candles at all, many when single rows are wrong, as in two weeks of Binance's one-minute candles of December
 * 2017 that are off the minute (https://github.com/binance/binance-public-data/issues/14).
 */
const BAD_ANSWERS_IN_A_ROW = { answer: 3, rows: 50 };

/** How many answers like this one may follow each other; 0 for what is no bad answer. */
function bearable(error: unknown): number {
  if (!isExchangeError(error) || error.kind !== 'badResponse') return 0;
  return error.path === '$' ? BAD_ANSWERS_IN_A_ROW.answer : BAD_ANSWERS_IN_A_ROW.rows;
}

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
        badAnswers = 0;
        break;
      } catch (error) {
        const failedAt = fetcher.position;
        badAnswers = failedAt > start ? 1 : badAnswers + 1;
        const isOnePage = badAnswers < bearable(error);
        const end = isOnePage ? Math.min(shiftOpenTime(failedAt, interval, page), range.end) : range.end;
        fail(error, { start: failedAt, end });
        if (!isOnePage) return;
        start = end;
      }
    }
  }
}
