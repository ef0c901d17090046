import binance from '@marketloom/adapter-binance';
import {
  alignRange,
  countCandles,
  floorToInterval,
  type Clock,
  type Interval,
  mergeRanges,
  printRange,
  shiftOpenTime,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import {
  type KlineRow,
  type Market,
  type SandboxOptions,
  type SandboxRequest,
  startSandboxExchange,
} from '@marketloom/sandbox-exchange';
import { type Database, openDatabase, type SettledRange } from '@marketloom/storage';
import { createTestDatabase, KLINE_VALUES, storedValues, type TestDatabase } from '@marketloom/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestKlines } from './ingest-klines.ts';
import type { SeriesSummary } from './ingest-summary.ts';
import { syncSymbols } from './sync-symbols.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 9, 15, 12, 34, 27, 123);
/** How long after its end a candle counts as closed, and how long after that its absence is believed. */
const SETTLE_MS = 5_000;
const BELIEVED_MS = 300_000;
/** So many of the newest candles, and all of so many ms, stay pending by our own clock where they are absent. */
const PENDING = 3;
const PENDING_MS = 600_000;
/** Candles that were stored sooner than so after their end may be read again, ms. */
const REREAD_MS = 600_000;
/** The column of a row's close time. */
const CLOSE_TIME = 6;

interface Instrument {
  readonly market: Market;
  readonly native: string;
  readonly symbol: string;
  /** When its candles begin and, where nobody trades it any more, end. */
  readonly first: string;
  readonly last?: string;
  readonly contractSize?: string;
}

const instruments: readonly Instrument[] = [
  { market: 'spot', native: 'BTCUSDT', symbol: 'BTC-USDT-SPOT', first: '2017-08-17T04:00Z' },
  { market: 'spot', native: '1000SATSUSDT', symbol: '1000SATS-USDT-SPOT', first: '2023-12-12T12:00Z' },
  {
    market: 'spot',
    native: 'LUNAUSDT',
    symbol: 'LUNA-USDT-SPOT',
    first: '2020-08-21T10:00Z',
    last: '2022-05-13T00:40Z',
  },
  { market: 'usdm', native: 'ETHUSDT', symbol: 'ETH-USDT-PERP', first: '2019-11-27T07:45Z' },
  {
    market: 'usdm',
    native: 'SCUSDT',
    symbol: 'SC-USDT-PERP',
    first: '2023-09-28T12:30Z',
    last: '2024-12-02T09:00Z',
  },
  {
    market: 'coinm',
    native: 'BTCUSD_PERP',
    symbol: 'BTC-USD-PERP:BTC',
    first: '2020-08-10T07:00Z',
    contractSize: '100',
  },
  {
    market: 'coinm',
    native: 'GALAUSD_PERP',
    symbol: 'GALA-USD-PERP:GALA',
    first: '2021-12-01T07:00Z',
    last: '2025-08-07T09:00Z',
    contractSize: '10',
  },
];

/** How many candles a range has at most: two or three pages of the short ones, and more than COIN-M's 200 days. */
const longest: Readonly<Partial<Record<Interval, number>>> = {
  '1m': 2300,
  '5m': 2300,
  '1h': 1100,
  '1d': 230,
  '1w': 20,
  '1M': 6,
};

/** A part of a length, from 0 to 1: as often a large one as a small one. */
const part = fc.noBias(fc.nat(1000)).map((thousandths) => thousandths / 1000);

/** An exchange, its history, and what is asked of it. */
const world = fc.record({
  // Those that still trade more often: what is newest is where most can go wrong.
  instrument: fc.constantFrom(...instruments, ...instruments.filter(({ last }) => last === undefined)),
  interval: fc.constantFrom<Interval>('1m', '1m', '1m', '5m', '5m', '1h', '1h', '1d', '1w', '1M'),
  /** Whether the exchange's time is the database's: only then are candles stored so soon that they are read again. */
  isPresent: fc.boolean(),
  /** Where the range lies: about the first candle, about the last one or now, or between them. */
  place: fc.constantFrom('first', 'last', 'last', 'last', 'between'),
  length: part,
  shift: part,
  fraction: fc.nat(59_999),
  timeOffset: fc.noBias(fc.nat(30 * 24 * HOUR)),
  skewMs: fc.oneof(fc.constant(0), fc.noBias(fc.integer({ min: -10 * MINUTE, max: 10 * MINUTE }))),
  lagMs: fc.constantFrom(0, 0, 7_000, 90_000, 250_000),
  delisted: fc.boolean(),
  listing: fc.boolean(),
  outages: fc.array(fc.tuple(part, part), { maxLength: 3 }),
  /** Runs before, of a part of the range or beside it, at an earlier time. */
  earlier: fc.array(fc.tuple(part, part, fc.nat(3 * HOUR)), { maxLength: 2 }),
  seed: fc.nat(),
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

describe('ingestKlines, whatever is asked of whatever exchange', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let client: pg.Client;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase({ url: testDatabase.url });
    client = new pg.Client({ connectionString: testDatabase.url });
    await client.connect();
    await using sandbox = await startWorld({ now: () => NOW });
    await syncSymbols({ exchange: sandbox.exchange, database });
  });
  afterAll(async () => {
    await client?.end();
    await database?.close();
    await testDatabase?.drop();
  });

  it(
    'stores what has closed, says what is not there, and asks for nothing else',
    { timeout: 180_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(world, async (given) => {
          await client.query('TRUNCATE klines, kline_coverage, kline_revisions');
          const plan = planOf(given);
          await using simulation = await startSimulation(given, plan, { database, client });
          const faults: string[] = [];
          const ingestAt = async (time: number, asked: Asked): Promise<SeriesSummary> => {
            const run = await simulation.ingestAt(time, asked);
            faults.push(...run.faults);
            return run.series;
          };
          for (const { time, range } of plan.earlier) await ingestAt(time, range);
          await ingestAt(plan.now, plan.asked);
          const { inserted, updated, empty, unavailable } = await ingestAt(plan.now, plan.asked);
          await ingestAt(plan.now + 12 * HOUR, plan.asked);
          expect(faults).toEqual([]);
          expect([inserted, updated, empty, unavailable]).toEqual([0, 0, 0, 0]);
          expect((await client.query('SELECT FROM kline_revisions')).rows).toEqual([]);
        }),
        { numRuns: 100 },
      );
    },
  );

  it('uses no more weight in any minute than its share', async () => {
    await client.query('TRUNCATE klines, kline_coverage');
    const { sandbox, exchange, clock, ...rest } = await startWorld({ now: () => NOW }, 0, {
      budget_share: 0.02,
    });
    await using _ = rest;
    const selection = { symbols: ['ETH-USDT-PERP', 'XRP-USDT-PERP'] };
    const range = { start: Date.UTC(2024, 0, 1), end: Date.UTC(2024, 0, 12) };
    const summary = await ingestKlines({ exchange, database, clock, selection, intervals: ['1m'], ...range });
    expect(summary.outcome).toBe('complete');
    const weights = sandbox.windows().map(({ weight }) => weight);
    expect(weights.length).toBeGreaterThan(2);
    expect(weights.filter((weight) => weight > 0.02 * 2400)).toEqual([]);
  });
});

interface Asked {
  readonly start: number | 'listing';
  readonly end: number;
}

/** When what is asked for. */
interface Plan {
  /** The exchange's time of the run that counts. */
  readonly now: number;
  readonly asked: Asked;
  readonly earlier: readonly { readonly time: number; readonly range: TimeRange }[];
  readonly outages: readonly TimeRange[];
}

function planOf(given: World): Plan {
  const { instrument, interval, place, skewMs } = given;
  const now = given.isPresent ? Date.now() : NOW + given.timeOffset;
  const [first, last] = [
    Date.parse(instrument.first),
    Date.parse(instrument.last ?? new Date(now).toISOString()),
  ];
  const pivot = { first, last, between: first + given.shift * (last - first) }[place];
  const count = 1 + Math.floor(given.length * ((longest[interval] ?? 1) - 1));
  const opening = floorToInterval(pivot, interval);
  const begin = shiftOpenTime(opening, interval, -Math.round(given.shift * count));
  const end = shiftOpenTime(begin, interval, count) + given.fraction;
  const span = end - begin;
  // Every run has to begin before its own clock's time.
  const latest = now - Math.max(0, -skewMs) - 4 * HOUR;
  const start = Math.min(begin + given.fraction, latest);
  const earlier = given.earlier.map(([from, length, before]) => {
    const earlierStart = Math.min(start + Math.round((from * 1.5 - 0.25) * span), latest);
    const range = { start: earlierStart, end: earlierStart + 1 + Math.round(length * span * 0.7) };
    return { time: now - before, range };
  });
  const outages = given.outages.map(([from, length]) => {
    const outageStart = start + Math.round(from * span);
    return { start: outageStart, end: outageStart + MINUTE + Math.round(length ** 2 * span * 0.6) };
  });
  const asked = { start: given.listing && place === 'first' ? ('listing' as const) : start, end };
  return { now, asked, earlier: earlier.toSorted((a, b) => a.time - b.time), outages };
}

/** A simulated exchange and its adapter, whose own clock is `skewMs` ahead of the exchange's. */
async function startWorld(options: SandboxOptions, skewMs = 0, configuration = {}) {
  const sandbox = await startSandboxExchange({ limits: false, ...options });
  const clock: Clock = {
    now: () => sandbox.clock.now() + skewMs,
    sleep: async (delayMs) => sandbox.clock.advance(delayMs),
  };
  const baseUrls = { spot: sandbox.url, usdm: sandbox.url, coinm: sandbox.url, archive: sandbox.url };
  const exchange = binance.create({ baseUrls, configuration: { retries: 0, ...configuration }, clock });
  const close = async (): Promise<void> => {
    await exchange.close();
    await sandbox.close();
  };
  return { sandbox, exchange, clock, [Symbol.asyncDispose]: close };
}

/** Runs the ingestion in a world, and checks after each run all that it promises. */
async function startSimulation(
  given: World,
  { now, outages }: Plan,
  { database, client }: { readonly database: Database; readonly client: pg.Client },
) {
  const { instrument, interval, skewMs, lagMs } = given;
  const { market, native, symbol } = instrument;
  const delistedAt = given.delisted && instrument.last === undefined ? now + 6 * HOUR : Infinity;
  const delistings = delistedAt < Infinity ? [{ market, symbol: native, at: delistedAt }] : [];
  const options = { now: () => now, seed: given.seed, outages, lagMs, delistings };
  const running = await startWorld(options, skewMs);
  const { sandbox, exchange, clock } = running;
  /** Its first candle opens here at the earliest. */
  const firstOpening = outages
    .toSorted((a, b) => a.start - b.start)
    .reduce(
      (time, { start, end }) => (start <= time ? Math.max(time, end) : time),
      Date.parse(instrument.first),
    );
  const id = (await database.symbols.resolve(symbol))[0]?.id as number;

  const count = (ranges: readonly TimeRange[]): number =>
    ranges.reduce((sum, range) => sum + countCandles(range, interval), 0);
  const coverage = async (): Promise<readonly SettledRange[]> =>
    (await database.klines.status({ symbolIds: [id] }))[0]?.coverage ?? [];
  const storedLines = async (): Promise<string[]> => {
    const { rows } = await client.query<{ line: string }>(
      `SELECT concat_ws(' ', (extract(epoch FROM open_time) * 1000)::bigint, ${KLINE_VALUES.join(', ')}) AS line
       FROM klines WHERE symbol_id = $1 ORDER BY open_time`,
      [id],
    );
    return rows.map(({ line }) => line);
  };
  /** What the exchange has, as it stands; of one that has given the instrument up, as it last stood. */
  const truth = (range: TimeRange): readonly KlineRow[] => {
    const time = sandbox.clock.now();
    sandbox.clock.set(Math.min(time, delistedAt - 1));
    const rows = sandbox.klines(market, native, interval, range);
    sandbox.clock.set(time);
    return rows;
  };

  /** Requests for what was neither missing nor worth a second look; the search for the first candle may be. */
  const needless = (missing: readonly TimeRange[], before: readonly SettledRange[]): string[] => {
    const fresh = before.flatMap(({ start, end, status, settledAt }) => {
      if (status !== 'stored' || settledAt === undefined) return [];
      return [{ start: Math.max(start, floorToInterval(settledAt - REREAD_MS, interval)), end }];
    });
    const useful = mergeRanges([...missing, ...fresh]);
    const isSearch = ({ query }: SandboxRequest): boolean =>
      query['limit'] === '1' ||
      query['interval'] !== interval ||
      (market === 'coinm' && (interval === '1d' || Number(query['startTime']) < firstOpening + 24 * HOUR));
    return sandbox.requests
      .filter((one) => useful.length === 0 || (one.endpoint === 'klines' && !isSearch(one)))
      .filter(({ query }) => {
        const page = { start: Number(query['startTime']), end: Number(query['endTime']) + 1 };
        return useful.length === 0 || count(subtractRanges([alignRange(page, interval)], useful)) > 0;
      })
      .map(({ path, query }) => `asked ${path} ${JSON.stringify(query)}`);
  };

  /** How rows and ledger disagree, with each other and with the exchange. */
  const untrue = async (settled: readonly SettledRange[], rows: readonly KlineRow[]): Promise<string[]> => {
    const stored = settled.filter(({ status }) => status === 'stored');
    const denied = rows.filter((row) => within(row, settled) && !within(row, stored));
    const lines = rows
      .filter((row) => within(row, stored))
      .map((row) => [row[0], ...storedValues(row, instrument.contractSize)].join(' '));
    const found = await storedLines();
    const wrong = found.filter((line, index) => line !== lines[index]);
    const open = stored.filter(({ end }) => end > sandbox.clock.now());
    const before = settled
      .filter(({ status }) => status === 'unavailable')
      .flatMap(({ end }) => truth({ start: 0, end }));
    return [
      ...denied.map((row) => `settled as having no candle: ${row}`),
      ...wrong.map((line) => `stored, and not so at the exchange: ${line}`),
      ...(found.length === lines.length ? [] : [`${found.length} rows for ${lines.length}`]),
      ...(found.length === count(stored) ? [] : [`${found.length} rows, ${count(stored)} by the ledger`]),
      ...open.map((range) => `stored before it had closed: ${printRange(range)}`),
      ...before.map((row) => `unavailable, and there: ${row}`),
    ];
  };

  /** What should be settled by now and is not: closed candles, and gaps that are not young. */
  const missed = (left: readonly TimeRange[], rows: readonly KlineRow[], openFrom: number): string[] => {
    const closedBy = sandbox.clock.now() - SETTLE_MS;
    const young = Math.min(
      shiftOpenTime(openFrom, interval, -PENDING),
      floorToInterval(clock.now() - PENDING_MS, interval),
      floorToInterval(closedBy - BELIEVED_MS, interval),
    );
    return [
      ...rows
        .filter((row) => within(row, left) && Number(row[CLOSE_TIME]) < closedBy)
        .map((row) => `closed, and not stored: ${row}`),
      ...left.filter(({ start }) => start < young).map((range) => `not settled: ${printRange(range)}`),
    ];
  };

  const ingestAt = async (time: number, { start, end }: Asked) => {
    sandbox.clock.set(time);
    sandbox.clearRequests();
    const before = await coverage();
    const selection = { symbols: [symbol] };
    const asked = { selection, intervals: [interval], start, end };
    const summary = await ingestKlines({ exchange, database, clock, ...asked });
    const series = summary.series[0] as SeriesSummary;
    const requested = series.requested ?? { start: end, end };
    // What our own clock sees open is not asked for.
    const openFrom = floorToInterval(clock.now(), interval);
    const wanted = { start: requested.start, end: Math.min(requested.end, openFrom) };
    const settled = await coverage();
    const left = subtractRanges([wanted], settled);
    const spans = mergeRanges([...settled.filter(({ status }) => status !== 'unavailable'), requested]);
    const rows = spans.flatMap((span) => truth(span));
    const isGone = time >= delistedAt;
    const reasons = series.unresolved.map(({ reason }) => reason.kind);
    const faults = [
      // Where the listing is asked for, the question for it comes first.
      ...(start === 'listing' ? [] : needless(subtractRanges([wanted], before), before)),
      ...(await untrue(settled, rows)),
      ...(isGone ? [] : missed(left, rows, openFrom)),
      ...reasons.filter((reason) => !isGone || reason !== 'unknownSymbol'),
      ...((summary.outcome === 'complete') === (reasons.length === 0)
        ? []
        : [`it calls itself ${summary.outcome}`]),
    ];
    return { series, faults };
  };
  return { ingestAt, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

function within([openTime]: KlineRow, ranges: readonly TimeRange[]): boolean {
  return ranges.some(({ start, end }) => start <= Number(openTime) && Number(openTime) < end);
}
