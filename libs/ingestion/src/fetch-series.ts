import {
  alignRange,
  countCandlesIn,
  type ExchangeInterface,
  floorToInterval,
  intersectRanges,
  klineHistoryOf,
  KlineTable,
  mergeRanges,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { KlineSeries, SettledRange } from '@marketloom/storage';
import { fetchArchive } from './fetch-archive.ts';
import { fetchRanges } from './fetch-ranges.ts';
import { beforeFirstCandle, FirstCandle, knownFirstCandle } from './first-candle.ts';
import type { IngestRun, SeriesStart } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import { PageTaker } from './page-taker.ts';
import { planReread } from './plan-reread.ts';
import { OUT_OF_REACH, outOfReach, reachOf } from './reach.ts';
import type { SeriesTally } from './series-tally.ts';
import { SeriesWriter } from './series-writer.ts';
import type { SeriesEvents } from './summarise-series.ts';

/** A series that is ours, and where to note what befalls it. */
export interface SeriesWork {
  readonly series: KlineSeries;
  readonly events: SeriesEvents;
  readonly tally: SeriesTally;
  readonly fail: (error: unknown, range: TimeRange | null) => void;
}

/** Notes what is asked of the series; until the ledger has spoken, all of it counts as missing. */
export function noteRequest(run: IngestRun, of: Series, events: SeriesEvents, start: number): TimeRange {
  const requested = alignRange({ start: Math.min(start, run.end), end: run.end }, of.interval);
  events.requested = requested;
  const openFrom = openFromOf(run, of);
  if (requested.end > openFrom) events.notClosedFrom = openFrom;
  events.missing = requested.start < requested.end ? [requested] : [];
  return requested;
}

/**
 * Fetches and writes what the ledger of a claimed series misses of the request, and reads the newest candles again where
 * that is due. What goes wrong on the way is told to `fail`; what was good before is written.
 * @throws {ExchangeError} for what concerns the whole series
 * @throws {StorageError}
 */
export async function fetchSeries(run: IngestRun, of: Series, parts: SeriesWork): Promise<void> {
  const { series, events, tally } = parts;
  const first = new FirstCandle(run.exchange, of.entry, of.interval, run.giveUp);
  const start = events.requested === null ? await beginning(run.start, of, parts, first) : null;
  const requested = events.requested ?? noteRequest(run, of, events, start ?? run.end);
  const ledger = await series.coverage();
  events.missing = subtractRanges([requested], settledFor(run, ledger));
  const missing = intersectRanges(events.missing, [{ start: requested.start, end: openFromOf(run, of) }]);
  const confirmed = planReread({ ledger, requested, missing, ...of, ...run });
  const isIdle = missing.length === 0 && confirmed === null;
  if (!isIdle && run.checkStatus) events.skipped = await standstill(run.exchange, of, run.giveUp, tally);
  run.report({ type: 'begun', series: of, candles: countCandlesIn(missing, of.interval) });
  if (isIdle || events.skipped !== null) return;
  const writer = new SeriesWriter(series, tally, { asked: requested, ...run });
  try {
    await fetchMissing(run, of, { ...parts, missing, confirmed, ledger, first, writer });
  } finally {
    await writer.finish();
  }
}

/** A candle that our clock sees open is not worth a request; whether one has closed is the exchange's word. */
function openFromOf({ now }: IngestRun, { interval }: Series): number {
  return floorToInterval(now, interval);
}

interface MissingWork extends SeriesWork {
  readonly missing: readonly TimeRange[];
  readonly confirmed: TimeRange | null;
  readonly ledger: readonly SettledRange[];
  readonly first: FirstCandle;
  readonly writer: SeriesWriter;
}

async function fetchMissing(run: IngestRun, of: Series, work: MissingWork): Promise<void> {
  const { missing, confirmed, ledger, first, writer, tally, fail } = work;
  const { archive } = run;
  const archived = archive === null ? [] : await fetchArchive(run, of, missing, { archive, writer, tally });
  const left = subtractRanges(missing, archived);
  const beyond = beyondReach(run, of, left);
  if (beyond.length > 0) await writer.add(KlineTable.empty(), beyond);
  const ranges = subtractRanges(confirmed === null ? left : [confirmed, ...left], beyond);
  const [oldest] = ranges;
  if (oldest === undefined) return;
  const stored = [...archived, ...ledger.filter(({ status }) => status === 'stored')];
  const hasCandleBefore = stored.some(({ start }) => start < oldest.start);
  const taker = new PageTaker(run, of, { writer, tally, first, hasCandleBefore, confirmed });
  await fetchRanges(run, of, ranges, taker, fail);
}

/** What need not be fetched: files may hold what the API does not answer for any more. */
function settledFor({ archive }: IngestRun, ledger: readonly SettledRange[]): readonly SettledRange[] {
  return archive === null ? ledger : ledger.filter(({ reason }) => reason !== OUT_OF_REACH);
}

/** What lies farther back than the exchange answers for. */
function beyondReach(
  run: IngestRun,
  { entry, interval }: Series,
  missing: readonly TimeRange[],
): SettledRange[] {
  const capabilities = run.exchange.capabilities[entry.market];
  if (capabilities === undefined) return [];
  return outOfReach(missing, reachOf(klineHistoryOf(capabilities, interval), interval, run.now));
}

/** Where the series begins; null when it has no candle yet. */
async function beginning(
  start: SeriesStart,
  of: Series,
  parts: SeriesWork,
  first: FirstCandle,
): Promise<number | null> {
  if (typeof start === 'number') return start;
  if (start === 'listing') return listingStart(of, parts, first);
  // All of the last unbroken stretch is asked for, so that the newest of it can be read again.
  const answered = (await parts.series.coverage()).filter(({ status }) => status !== 'unavailable');
  return mergeRanges(answered).at(-1)?.start ?? start.storedOr;
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
