import { readKlineRows } from '@marketloom/adapter-kit';
import {
  assertKlines,
  type Instrument,
  INTERVALS,
  intervalMs,
  type InstrumentListing,
  type TransportResponse,
} from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import { Bench } from '../harness/bench.ts';
import type { RecordedResponse } from '../replay/recorded-response.ts';
import type { SimulatedMarket, SimulatedRoute } from '../simulation/description.ts';
import { taken } from '../simulation/route.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, ConformanceError, insist, insistSame } from './check.ts';

/**
 * What must come of real responses, one check for each: every row of a listing is an instrument or quarantined; klines
 * are valid candles whose median spacing is their interval; books are whole. Whether values are the right ones is for
 * tests of the adapter itself, which know what was recorded.
 */
export function recordingChecks(
  subject: ConformanceSubject,
  recordings: readonly RecordedResponse[],
): ConformanceCheck[] {
  return recordings.flatMap((recording) => {
    const market = subject.simulation.markets.find(({ id }) => id === recording.market);
    if (market === undefined)
      throw new RangeError(`${recording.file}: there is no market ${recording.market}`);
    const check = CHECKS[recording.kind];
    if (check === undefined) return [];
    return [
      {
        id: `recorded-${recording.kind}`,
        name: `${recording.file} is understood`,
        run: () => check(subject, market, recording),
      },
    ];
  });
}

type RecordingCheck = (
  subject: ConformanceSubject,
  market: SimulatedMarket,
  recording: RecordedResponse,
) => Promise<void>;

const CHECKS: Readonly<Partial<Record<RecordedResponse['kind'], RecordingCheck>>> = {
  symbols: listingUnderstood,
  klines: klinesUnderstood,
  orderbook: bookUnderstood,
};

/** Answers the routes with the recording. */
function replay(
  bench: Bench,
  routes: readonly SimulatedRoute[],
  { text, status = 200 }: RecordedResponse,
): void {
  bench.server.disturb((request) =>
    routes.some((route) => taken(route, request) !== null)
      ? { kind: 'answer', answer: { status, text } }
      : null,
  );
}

async function listed(
  bench: Bench,
  market: SimulatedMarket,
  recording: RecordedResponse,
): Promise<InstrumentListing> {
  replay(bench, market.listing, recording);
  const listing = await bench.exchange.listInstruments({ markets: [market.id] });
  insistSame(listing.failures, [], 'failures');
  return listing;
}

async function listingUnderstood(
  subject: ConformanceSubject,
  market: SimulatedMarket,
  recording: RecordedResponse,
): Promise<void> {
  await using bench = await Bench.start(subject, { unknown: true });
  const { instruments, quarantined } = await listed(bench, market, recording);
  insist(instruments.length > 0, () => `no row is an instrument; ${quarantined.length} are quarantined`);
  for (const { symbol, exchangeSymbol } of instruments) {
    insistSame(SymbolRepresentation.parse(symbol.toString()).toString(), symbol.toString(), exchangeSymbol);
  }
  const silent = quarantined.filter(({ reason }) => reason === '');
  insistSame(silent, [], 'rows that are quarantined without a reason');
}

async function klinesUnderstood(
  subject: ConformanceSubject,
  market: SimulatedMarket,
  recording: RecordedResponse,
): Promise<void> {
  await using bench = await Bench.start(subject);
  const instrument: Instrument = await bench.instrument(market);
  const { pathname } = new URL(recording.url);
  const route = (path: string): RegExp => new RegExp(`^${path.replace(/:[a-z]+/gi, '[^/]+')}$`);
  const klines = market.klines.find(({ dialect }) => route(dialect.path).test(pathname)) ?? market.klines[0];
  if (klines === undefined) throw new ConformanceError(`${market.id} has no klines`);
  const response = responseOf(recording);
  const context = { exchange: subject.definition.id, operation: recording.file };
  const read = readKlineRows(response, klines.dialect, { ...context, instrument, interval: '1m' });
  const times = read.klines.columns.openTime;
  insist(times.length > 1, () => `${times.length} rows, too few to tell their interval`);
  const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const found = INTERVALS.find((candidate) => intervalMs(candidate) === median);
  const interval = recording.interval ?? found;
  insist(interval !== undefined, () => `a median spacing of ${median} ms is that of no interval`);
  insist(
    intervalMs(interval) === null || interval === found,
    () => `candles of ${interval} have a median spacing of ${median} ms`,
  );
  const candles = readKlineRows(response, klines.dialect, { ...context, instrument, interval }).klines;
  assertKlines(candles, {
    ...context,
    interval,
    range: { start: times[0] ?? 0, end: (times.at(-1) ?? 0) + 1 },
  });
}

function responseOf({ text, status = 200 }: RecordedResponse): TransportResponse {
  const body = new TextEncoder().encode(text);
  return { status, headers: {}, body, sentAt: 0, receivedAt: 0, text: () => text };
}

async function bookUnderstood(
  subject: ConformanceSubject,
  market: SimulatedMarket,
  recording: RecordedResponse,
): Promise<void> {
  await using bench = await Bench.start(subject);
  const symbol = await bench.instrument(market);
  replay(bench, [market.orderBook], recording);
  const book = await bench.exchange.fetchOrderBookSnapshot({ symbol });
  insist(book.bids.length + book.asks.length > 0, () => 'a book without a level');
}
