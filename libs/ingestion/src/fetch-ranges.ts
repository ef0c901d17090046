import { isExchangeError, type TimeRange } from '@marketloom/exchange';
import { fetchAhead } from './fetch-ahead.ts';
import { fetchWindow, type WindowAnswer } from './fetch-window.ts';
import type { IngestRun } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import { pageLimitOf } from './page-limit.ts';
import type { PageTaker } from './page-taker.ts';
import { WindowPlan } from './window-plan.ts';

/**
 * After so many bad answers in a row it is the exchange that is at fault, and not a stretch of its history: few when they
 * are no candles at all, many when single rows are wrong.
 */
const BAD_ANSWERS_IN_A_ROW = { answer: 3, rows: 50 };

/** How many answers like this one may follow each other; 0 for what is no bad answer. */
function bearable(error: unknown): number {
  if (!isExchangeError(error) || error.kind !== 'badResponse') return 0;
  return error.path === '$' ? BAD_ANSWERS_IN_A_ROW.answer : BAD_ANSWERS_IN_A_ROW.rows;
}

/**
 * Fetches ranges of a series page by page, several at once, and has them taken in their order. Where an answer stays
 * bad, `fail` is told of that one window, or of the stretch in it that is spoilt, and the work goes on behind it: years
 * of history do not end at one broken candle. What else goes wrong ends the work; what is under way then is still taken.
 */
export async function fetchRanges(
  run: IngestRun,
  series: Series,
  ranges: readonly TimeRange[],
  taker: PageTaker,
  fail: (error: unknown, range: TimeRange) => void,
): Promise<void> {
  const { exchange, giveUp, stop } = run;
  const pageLimit = pageLimitOf(exchange, series.entry.market);
  using share = run.pages.join();
  const plan = new WindowPlan(ranges, series.interval, pageLimit);
  let ended = false;
  let badAnswers = 0;
  const answers = fetchAhead({
    most: () => share.most,
    next: () => (ended || stop.aborted ? null : plan.next()),
    fetch: (window) => fetchWindow(exchange, series, window, giveUp),
    isPromising: ({ error, pages }) => error === null && (pages.at(-1)?.klines.length ?? 0) > 0,
  });
  for await (const answer of answers) {
    const error = await taken(answer);
    for (const stretch of answer.spoilt) fail(stretch.error, stretch.range);
    if (error === null) {
      badAnswers = 0;
      continue;
    }
    const { window, position, pages } = answer;
    badAnswers = pages.length > 0 ? 1 : badAnswers + 1;
    const isOneWindow = badAnswers < bearable(error);
    ended ||= !isOneWindow;
    fail(error, { start: position, end: isOneWindow ? window.end : window.range.end });
  }

  /** What is wrong with an answer, when all that was good in it has been taken; null for nothing. */
  async function taken(answer: WindowAnswer): Promise<unknown> {
    try {
      await taker.take(answer);
      plan.skipTo(taker.position);
      return answer.error;
    } catch (error) {
      if (!isExchangeError(error)) throw error;
      return error;
    }
  }
}
