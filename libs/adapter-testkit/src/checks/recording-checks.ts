import { readKlineRows } from '@marketloom/adapter-kit';
import {
  assertKlines,
  type Instrument,
  INTERVALS,
  intervalMs,
  isExchangeError,
  type InstrumentListing,
  type TransportResponse,
} from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import { Bench } from '../harness/bench.ts';
import type { RecordedResponse } from '../replay/recorded-response.ts';
import type { SimulatedMarket, SimulatedRoute } from '../simulation/description.ts';
import { parametersOf, taken } from '../simulation/route.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, ConformanceError, insist, insistSame, rejection } from './check.ts';

/**
 * What must come of real responses, one check for each: every row of a listing is an instrument or quarantined; klines
 * are valid candles whose median spacing is their interval; books are whole; errors are typed. Whether values are the right
 * ones is for tests of the adapter itself, which know what was recorded.
 */
export function recordingChecks(
  subject: ConformanceSubject,
  recordings: readonly RecordedResponse[],
): ConformanceCheck[] {
  return recordings.map((recording) => {
    const market = subject.simulation.markets.find(({ id }) => id === recording.market);
    if (market === undefined)
      throw new RangeError(`${recording.file}: there is no market ${recording.market}`);
    return {
      id: `recorded-${recording.kind}`,
      name: `${recording.file} is understood`,
      run: () => CHECKS[recording.kind](subject, market, recording),
    };
  });
}

type RecordingCheck = (
  subject: ConformanceSubject,
  market: SimulatedMarket,
  recording: RecordedResponse,
) => Promise<void>;

const CHECKS: Readonly<Record<RecordedResponse['kind'], RecordingCheck>> = {
  symbols: listingUnderstood,
  klines: klinesUnderstood,
  orderbook: bookUnderstood,
  error: errorUnderstood,
};

/**
 * Answers the first question to each path of the routes with the recording, as often as it is put. Another question, such as
 * that for the next page, gets what the simulated exchange has there.
 */
function replay(
  bench: Bench,
  routes: readonly SimulatedRoute[],
  { text, status = 200 }: RecordedResponse,
): void {
  const first = new Map<string, string>();
  bench.server.disturb((request) => {
    if (routes.every((route) => taken(route, request) === null)) return null;
    const { path, query, body } = request;
    const question = `${query.toString()} ${JSON.stringify(body)}`;
    const known = first.get(path) ?? question;
    first.set(path, known);
    return question === known ? { kind: 'answer', answer: { status, text } } : null;
  });
}

async function listingUnderstood(
  subject: ConformanceSubject,
  market: SimulatedMarket,
  recording: RecordedResponse,
): Promise<void> {
  const alone = nameAlone(market, recording);
  if (alone !== null) return rowUnderstood(subject, market, recording, alone);
  await using bench = await Bench.start(subject, { unknown: true });
  const list = (): Promise<InstrumentListing> => bench.exchange.listInstruments({ markets: [market.id] });
  const simulated = new Set((await list()).instruments.map(({ raw }) => JSON.stringify(raw)));
  replay(bench, market.listing, recording);
  const { failures, instruments, quarantined } = await list();
  insistSame(failures, [], 'failures');
  const recorded = instruments.filter(({ raw }) => !simulated.has(JSON.stringify(raw)));
  insist(recorded.length > 0, () => `no row is an instrument; ${quarantined.length} are quarantined`);
  for (const { symbol, exchangeSymbol } of recorded) {
    insistSame(SymbolRepresentation.parse(symbol.toString()).toString(), symbol.toString(), exchangeSymbol);
  }
  const silent = quarantined.filter(({ reason }) => reason === '');
  insistSame(silent, [], 'rows that are quarantined without a reason');
}

/** The instrument that a recording is of alone: the one that its address names, where a path of the listing has a name in it. */
function nameAlone(market: SimulatedMarket, { url }: RecordedResponse): string | null {
  const path = URL.parse(url)?.pathname;
  if (path === undefined) return null;
  const named = market.listing.map((route) => parametersOf(route, path)).filter((names) => names !== null);
  return named.some((names) => names.length === 0) ? null : (named[0]?.[0] ?? null);
}

async function rowUnderstood(
  subject: ConformanceSubject,
  market: SimulatedMarket,
  recording: RecordedResponse,
  exchangeSymbol: string,
): Promise<void> {
  await using bench = await Bench.start(subject);
  const instrument = { ...(await bench.instrument(market)), exchangeSymbol };
  replay(bench, market.listing, recording);
  const status = await bench.exchange.tradingStatus(instrument);
  insist(status !== 'delisted', () => `no row of ${exchangeSymbol} is found, or it says that it is delisted`);
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
  // Their interval is not known yet, nor when they ought to close.
  const { closeTime: _, ...open } = klines.dialect;
  const read = readKlineRows(response, open, { ...context, instrument, interval: '1m' });
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

async function errorUnderstood(
  subject: ConformanceSubject,
  market: SimulatedMarket,
  { text, status = 400, errorKind }: RecordedResponse,
): Promise<void> {
  await using bench = await Bench.start(subject, { retries: 0 });
  const symbol = await bench.instrument(market);
  bench.server.disturb(() => ({ kind: 'answer', answer: { status, text } }));
  const error = await rejection(bench.exchange.fetchOrderBookSnapshot({ symbol }), 'a recorded error');
  const kind = isExchangeError(error) ? error.kind : null;
  const expected = errorKind ?? 'any kind but badResponse';
  insist(
    kind !== null && (errorKind === undefined ? kind !== 'badResponse' : kind === errorKind),
    () => `an error of ${expected} was expected, and ${kind ?? 'no ExchangeError'} came: ${String(error)}`,
  );
}
