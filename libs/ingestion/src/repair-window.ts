import {
  BadResponseError,
  floorToInterval,
  type KlinePage,
  intersectRanges,
  printRange,
  shiftOpenTime,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { KlineSeries, ReplaceCounts } from '@marketloom/storage';
import { describeFailure } from './failure.ts';
import { fetchWindow, type WindowAnswer } from './fetch-window.ts';
import { knownFirstCandle } from './first-candle.ts';
import type { UnresolvedRange } from './ingest-summary.ts';
import { KlineBatch } from './kline-batch.ts';
import type { RepairSeriesOptions } from './repair-series.ts';
import { settlePage } from './settle-page.ts';

/** What became of one window. */
export interface RepairedWindow {
  readonly counts: ReplaceCounts;
  readonly fetched: number;
  readonly requests: number;
  /** The end of the window, where the exchange has no answer yet, and what of it cannot be had. */
  readonly unresolved: readonly UnresolvedRange[];
}

/**
 * Fetches a window again and stores it as the whole truth, in one transaction.
 * @param doubtful what the ledger called stored no longer before it was asked, though candles may be there
 * @throws {ExchangeError} when it cannot be fetched, or the exchange contradicts itself: then all is as it was
 * @throws {StorageError}
 */
export async function repairWindow(
  series: KlineSeries,
  options: RepairSeriesOptions,
  window: TimeRange,
  doubtful: readonly TimeRange[],
): Promise<RepairedWindow> {
  const { request, clock, pendingCandles } = options;
  const { interval } = request;
  const ledger = await series.coverage();
  const stored = ledger.filter(({ status }) => status === 'stored');
  const { pages, spoilt } = await fetchAgain(options, window);
  let requests = pages.length;
  const lost = intersectRanges(absentOf(pages, options), intersectRanges([...stored, ...doubtful], [window]));
  if (lost.length > 0) {
    const { pages: second } = await fetchAgain(options, window);
    requests += second.length;
    const agreed = intersectRanges(lost, absentOf(second, options));
    const disputed = subtractRanges(lost, agreed);
    if (disputed[0] !== undefined) throw contradiction(options, disputed[0]);
  }
  const pendingFrom = shiftOpenTime(floorToInterval(clock.now(), interval), interval, -pendingCandles);
  const facts = { firstOpenTime: knownFirstCandle(ledger), pendingFrom };
  const batch = new KlineBatch();
  const pending: TimeRange[] = [];
  for (const page of pages) {
    const settlement = settlePage(page, interval, facts);
    batch.add(page.klines, settlement.settled);
    pending.push(...settlement.pending);
  }
  const fetched = batch.rows;
  const counts = batch.isEmpty
    ? { inserted: 0, updated: 0, unchanged: 0, removed: 0 }
    : await series.replace(batch.take());
  const answered = pages.at(-1)?.range.end ?? window.start;
  const open = subtractRanges(
    [...pending, { start: answered, end: window.end }],
    spoilt.map(({ range }) => range),
  );
  const reason = { kind: 'pending', message: 'the exchange does not have these candles yet' };
  const unresolved = [
    ...open.map((range) => ({ ...range, reason })),
    ...spoilt.map(({ range, error }) => ({ ...range, reason: describeFailure(error) })),
  ].toSorted((a, b) => a.start - b.start);
  return { counts, fetched, requests, unresolved };
}

/** What there is of a window; where there is nothing but what cannot be had, that is an error. */
async function fetchAgain(
  { exchange, request, giveUp }: RepairSeriesOptions,
  { start, end }: TimeRange,
): Promise<Pick<WindowAnswer, 'pages' | 'spoilt'>> {
  const { pages, spoilt, error } = await fetchWindow(
    exchange,
    request,
    { start, end, range: { start, end } },
    giveUp,
  );
  const fault = error ?? (pages.length === 0 ? spoilt[0]?.error : undefined);
  if (fault !== undefined) throw fault;
  return { pages, spoilt };
}

/** The open times of the pages for which there is no candle. */
function absentOf(pages: readonly KlinePage[], { request: { interval } }: RepairSeriesOptions): TimeRange[] {
  const facts = { firstOpenTime: null, pendingFrom: Number.POSITIVE_INFINITY };
  return pages.flatMap((page) =>
    settlePage(page, interval, facts).settled.filter(({ status }) => status !== 'stored'),
  );
}

function contradiction({ exchange, request }: RepairSeriesOptions, range: TimeRange): BadResponseError {
  const { entry, interval } = request;
  return new BadResponseError('stored candles are absent from one answer and present in the next', {
    exchange: exchange.id,
    operation: `fetch again ${entry.exchangeSymbol} ${interval}`,
    path: '$',
    sample: printRange(range),
  });
}
