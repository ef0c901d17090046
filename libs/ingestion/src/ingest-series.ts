import {
  alignRange,
  countCandles,
  type ExchangeInterface,
  floorToInterval,
  intersectRanges,
  KlineTable,
  mergeRanges,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { KlineSeries } from '@marketloom/storage';
import { describeFailure, stopsEverything } from './failure.ts';
import { fetchRanges } from './fetch-ranges.ts';
import { beforeFirstCandle, FirstCandle, knownFirstCandle } from './first-candle.ts';
import type { IngestRun } from './ingest-run.ts';
import type { Series, SeriesSummary } from './ingest-summary.ts';
import { PageTaker } from './page-taker.ts';
import { planReread } from './plan-reread.ts';
import { outOfReach, reachOf } from './reach.ts';
import { SeriesTally } from './series-tally.ts';
import { SeriesWriter } from './series-writer.ts';
import { type SeriesEvents, summariseSeries } from './summarise-series.ts';

/**
 * Brings one series up to what was asked for: claims it, fetches what its ledger says is missing, writes rows and
 * ledger together. Never rejects: what went wrong is in the summary, and what makes going on with others senseless is
 * told to `onFatal` too.
 */
export async function ingestSeries(
  run: IngestRun,
  of: Series,
  onFatal: (error: unknown) => void,
): Promise<SeriesSummary> {
  const events: SeriesEvents = {
    requested: null,
    missing: [],
    notClosedFrom: null,
    failures: [],
    skipped: null,
  };
  const tally = new SeriesTally(of.interval);
  let coverage: readonly TimeRange[] | null = null;
  const fail = (error: unknown, range: TimeRange | null): void => {
    const stopped = run.stop.aborted && (error === run.stop.reason || error === run.giveUp.reason);
    if (!stopped) events.failures.push({ range, failure: describeFailure(error) });
    if (!stopped && stopsEverything(error)) onFatal(error);
  };
  try {
    if (run.start !== 'listing') request(run, of, events, run.start);
    const series = await run.database.klines.claim(of.entry.id, of.interval, { signal: run.stop });
    try {
      await work(run, of, { series, events, tally, fail });
      if (events.requested) coverage = await series.coverage(events.requested);
    } finally {
      await series.release();
    }
  } catch (error) {
    fail(error, null);
  }
  // Without a claim the ledger can still be read: what was committed before counts, whatever happened after.
  if (coverage === null && events.requested) coverage = await readLedger(run, of);
  return summariseSeries(of, events, tally, coverage);
}

/** What is settled of a series that is not ours; null when the database does not answer. */
async function readLedger(run: IngestRun, { entry, interval }: Series): Promise<readonly TimeRange[] | null> {
  try {
    const [status] = await run.database.klines.status({ symbolIds: [entry.id], intervals: [interval] });
    return status?.coverage ?? [];
  } catch (error) {
    run.logger.warn('the ledger cannot be read', {
      symbol: entry.symbol.toString(),
      error: describeFailure(error).message,
    });
    return null;
  }
}

interface SeriesWork {
  readonly series: KlineSeries;
  readonly events: SeriesEvents;
  readonly tally: SeriesTally;
  readonly fail: (error: unknown, range: TimeRange | null) => void;
}

/** Notes what is asked of the series; until the ledger has spoken, all of it counts as missing. */
function request(run: IngestRun, of: Series, events: SeriesEvents, start: number): TimeRange {
  const requested = alignRange({ start: Math.min(start, run.end), end: run.end }, of.interval);
  events.requested = requested;
  events.missing = requested.start < requested.end ? [requested] : [];
  return requested;
}

async function work(run: IngestRun, of: Series, parts: SeriesWork): Promise<void> {
  const { series, events, tally, fail } = parts;
  const first = new FirstCandle(run.exchange, of.entry, of.interval, run.giveUp);
  const requested =
    events.requested ?? request(run, of, events, (await listingStart(of, parts, first)) ?? run.end);
  const ledger = await series.coverage();
  events.missing = subtractRanges([requested], ledger);
  // A candle that our clock sees open is not worth a request; whether one has closed is the exchange's word.
  const openFrom = floorToInterval(run.now, of.interval);
  if (requested.end > openFrom) events.notClosedFrom = openFrom;
  const closed = intersectRanges(events.missing, [{ start: requested.start, end: openFrom }]);
  const missing = subtractRanges(closed, await settleOutOfReach(run, of, parts, closed, requested));
  const confirmed = planReread({ ledger, requested, missing, ...of, ...run });
  const ranges = mergeRanges(confirmed === null ? missing : [confirmed, ...missing]);
  if (ranges.length > 0 && run.checkStatus)
    events.skipped = await standstill(run.exchange, of, run.giveUp, tally);
  const candles = missing.reduce((sum, range) => sum + countCandles(range, of.interval), 0);
  run.report({ type: 'begun', series: of, candles });
  const [oldest] = ranges;
  if (oldest === undefined || events.skipped !== null) return;
  const writer = new SeriesWriter(series, requested, run.batchRows, tally);
  const hasCandleBefore = ledger.some(({ status, start }) => status === 'stored' && start < oldest.start);
  const taker = new PageTaker(run, of, { writer, tally, first, hasCandleBefore, confirmed });
  try {
    await fetchRanges(run, of, ranges, taker, fail);
  } finally {
    await writer.finish();
  }
}

/** Settles what lies farther back than the exchange answers for; returns it. */
async function settleOutOfReach(
  run: IngestRun,
  { entry, interval }: Series,
  { series, tally }: SeriesWork,
  missing: readonly TimeRange[],
  requested: TimeRange,
): Promise<readonly TimeRange[]> {
  const history = run.exchange.capabilities[entry.market]?.klines.history ?? { kind: 'full' };
  const settled = outOfReach(missing, reachOf(history, interval, run.now));
  if (settled.length === 0) return settled;
  tally.written(await series.write({ klines: KlineTable.empty(), settled }), settled, requested);
  return settled;
}

async function listingStart(
  of: Series,
  { series, tally }: SeriesWork,
  first: FirstCandle,
): Promise<number | null> {
  const known = knownFirstCandle(await series.coverage());
  if (known !== null) return known;
  tally.requests += 1;
  const openTime = await first.openTime();
  if (openTime === null) return null;
  await series.write({ klines: KlineTable.empty(), settled: [beforeFirstCandle(openTime, of.interval)] });
  return openTime;
}

async function standstill(
  exchange: ExchangeInterface,
  { entry }: Series,
  signal: AbortSignal,
  tally: SeriesTally,
): Promise<SeriesEvents['skipped']> {
  tally.requests += 1;
  const status = await exchange.tradingStatus(entry, { signal });
  return status === 'halted' || status === 'delisted' ? status : null;
}
