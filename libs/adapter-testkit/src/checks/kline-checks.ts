import {
  ceilToInterval,
  floorToInterval,
  type Interval,
  intervalMs,
  type KlineHistory,
  klineHistoryOf,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { Bench, type BenchOptions, LISTED_AT, NOON } from '../harness/bench.ts';
import type { SimulatedMarket, SimulatedRequest } from '../simulation/description.ts';
import { Chance } from '../simulation/hash.ts';
import { meaningOf } from '../simulation/kline-responder.ts';
import { klineRoute, taken } from '../simulation/route.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistKind } from './check.ts';
import { checkRange, type Expectations, fetchPages, type Question } from './kline-truth.ts';

/** Everything in it is closed for long: pages must cover it whole. */
const LONG_AGO = NOON - 7 * 86_400_000;

/** What holds of the candles of every market. */
export function klineChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return subject.simulation.markets.flatMap((market) => {
    const named = (id: string, name: string, run: () => Promise<void>): ConformanceCheck => ({
      id,
      name: `${market.id}: ${name}`,
      run,
    });
    return [
      named('kline-paging', 'random ranges come whole, in order and once, whatever pages they take', () =>
        randomRanges(subject, market),
      ),
      named('half-open-ranges', 'the start of a range belongs to it, and its end does not', () =>
        halfOpen(subject, market),
      ),
      named('intervals', 'every interval has candles of its own length, on UTC days, weeks and months', () =>
        everyInterval(subject, market),
      ),
      named('every-instrument', 'every instrument has its own candles, in its own units', () =>
        everyInstrument(subject, market),
      ),
      named(
        'closed-candles',
        'a candle comes when it has closed and not before, whatever our clock shows',
        () => closedOnly(subject, market),
      ),
      named('empty-ranges', 'a stretch without candles is answered for, and what follows it comes', () =>
        emptyStretches(subject, market),
      ),
      named('first-candle', 'the first candle there is is found', () => firstCandle(subject, market)),
      named('request-windows', 'nothing is asked for outside of what is wanted', () =>
        requestWindows(subject, market),
      ),
      named('failed-page', 'a page that fails once is asked for again', () => failedPage(subject, market)),
      named('failing-page', 'a page that fails for good is an error, and not a page without candles', () =>
        failingPage(subject, market),
      ),
    ];
  });
}

async function onBench(
  subject: ConformanceSubject,
  options: BenchOptions,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  await using bench = await Bench.start(subject, options);
  await use(bench);
}

/** The intervals of a market, shortest first, of which its history holds more than a handful of candles. */
function intervalsIn(bench: Bench, market: SimulatedMarket): readonly Interval[] {
  const intervals = bench.exchange.capabilities[market.id]?.klines.intervals ?? [];
  const long = intervals.filter(
    (interval) =>
      oldestOf(bench, market, interval, NOON) < shiftOpenTime(floorToInterval(NOON, interval), interval, -16),
  );
  insist(long.length > 0, () => `${market.id}: no interval is declared, or none with a history`);
  return long;
}

function pageLimitIn(bench: Bench, market: SimulatedMarket): number {
  return bench.exchange.capabilities[market.id]?.klines.pageLimit ?? 0;
}

/** A few of the intervals: the shortest, one from the middle, the day, the longest. */
function someOf(intervals: readonly Interval[]): readonly Interval[] {
  const middle = intervals[Math.floor(intervals.length / 2)];
  const day = intervals.find((interval) => interval === '1d');
  const some = [intervals[0], middle, day, intervals.at(-1)].filter((interval) => interval !== undefined);
  return [...new Set(some)];
}

function historyIn({ exchange }: Bench, market: SimulatedMarket, interval: Interval): KlineHistory {
  const capabilities = exchange.capabilities[market.id];
  return capabilities === undefined ? { kind: 'full' } : klineHistoryOf(capabilities, interval);
}

/** The oldest open time that is asked for; the history of some markets is short. */
function oldestOf(bench: Bench, market: SimulatedMarket, interval: Interval, now: number): number {
  const history = historyIn(bench, market, interval);
  const listed = LISTED_AT - 30 * (intervalMs(interval) ?? 30 * 86_400_000);
  if (history.kind === 'full') return listed;
  if (history.kind === 'age') return Math.max(listed, now - history.ageMs + (intervalMs(interval) ?? 0) * 3);
  return Math.max(listed, shiftOpenTime(floorToInterval(now, interval), interval, 3 - history.count));
}

function longAgo(): Expectations {
  return { closedUntil: LONG_AGO, mustReach: LONG_AGO };
}

async function randomRanges(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await onBench(subject, {}, async (bench) => {
    const instrument = await bench.instrument(market);
    const pageLimit = pageLimitIn(bench, market);
    for (const interval of someOf(intervalsIn(bench, market))) {
      const chance = new Chance(`${market.id} ${interval}`);
      const oldest = oldestOf(bench, market, interval, NOON);
      const newest = Math.max(oldest, shiftOpenTime(floorToInterval(NOON, interval), interval, -1));
      for (const pages of [0.3, 1, 1.01, 2.4]) {
        const count = Math.max(1, Math.round(pageLimit * pages) + chance.between(-1, 1));
        const start = chance.between(oldest, newest);
        const end = shiftOpenTime(floorToInterval(start, interval), interval, count) + chance.between(0, 1);
        const question = { market, instrument, interval, range: { start, end } };
        await checkRange(bench, question, nearNow(bench, interval));
      }
    }
  });
}

/** What must come of ranges that may reach up to now: what closed some minutes ago is there. */
function nearNow({ exchange }: Bench, interval: Interval): Expectations {
  return {
    closedUntil: floorToInterval(NOON - exchange.settleDelayMs, interval),
    mustReach: floorToInterval(NOON - exchange.settleDelayMs - 600_000, interval),
  };
}

async function halfOpen(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await onBench(subject, {}, async (bench) => {
    const instrument = await bench.instrument(market);
    const intervals = intervalsIn(bench, market);
    for (const interval of someOf(intervals)) {
      const newest = shiftOpenTime(floorToInterval(NOON, interval), interval, -5);
      const from = (start: number, end: number): Question => ({
        market,
        instrument,
        interval,
        range: { start, end },
      });
      const next = shiftOpenTime(newest, interval, 1);
      const expected = nearNow(bench, interval);
      await checkRange(bench, from(newest, next), expected);
      await checkRange(bench, from(newest, next + 1), expected);
      await checkRange(bench, from(newest + 1, next), expected);
      await checkRange(bench, from(newest - 1, next - 1), expected);
      await checkRange(bench, from(newest, newest), expected);
    }
  });
}

async function everyInterval(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await onBench(subject, {}, async (bench) => {
    const instrument = await bench.instrument(market);
    for (const interval of intervalsIn(bench, market)) {
      insistWords(market, interval);
      const end = shiftOpenTime(floorToInterval(NOON, interval), interval, -2);
      const range = { start: shiftOpenTime(end, interval, -12), end };
      const question = { market, instrument, interval, range };
      await checkRange(bench, question, nearNow(bench, interval));
      const asked = bench.server.simulation.klines.at(-1);
      insist(
        asked?.interval === interval,
        () => `${interval} candles are asked for by a word that means ${asked?.interval ?? 'nothing'}`,
      );
    }
  });
}

/** A word that nothing is known of is refused by the exchange as if the instrument were unknown. */
function insistWords(market: SimulatedMarket, interval: Interval): void {
  for (const klines of market.klines) {
    const word = klines.dialect.intervals[interval];
    if (word === undefined) continue;
    insist(
      meaningOf(klines, word) !== null,
      () =>
        `${market.id}: ${JSON.stringify(word)}, the word for ${interval} candles, does not tell by itself when they begin; where the exchange says so, \`words\` of its simulation can`,
    );
  }
}

async function everyInstrument(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await onBench(subject, {}, async (bench) => {
    const [interval] = intervalsIn(bench, market);
    if (interval === undefined) return;
    const end = shiftOpenTime(floorToInterval(NOON, interval), interval, -2);
    const range = { start: shiftOpenTime(end, interval, -5), end };
    for (const expected of market.instruments) {
      const instrument = await bench.instrument(market, expected);
      await checkRange(bench, { market, instrument, interval, range }, nearNow(bench, interval));
    }
  });
}

async function closedOnly(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  for (const aheadMs of [0, 3_600_000, -3_600_000]) {
    await onBench(subject, { aheadMs }, async (bench) => {
      const instrument = await bench.instrument(market);
      for (const interval of someOf(intervalsIn(bench, market))) {
        const range: TimeRange = {
          start: shiftOpenTime(floorToInterval(NOON, interval), interval, -4),
          end: shiftOpenTime(floorToInterval(NOON, interval), interval, 3),
        };
        await checkRange(bench, { market, instrument, interval, range }, nearNow(bench, interval));
      }
    });
  }
}

async function emptyStretches(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  const outage = { start: Date.UTC(2026, 4, 10, 3, 7), end: Date.UTC(2026, 4, 12, 9, 21) };
  await onBench(subject, { outages: [outage] }, async (bench) => {
    const instrument = await bench.instrument(market);
    const interval = intervalsIn(bench, market).find((candidate) => (intervalMs(candidate) ?? 0) >= 60_000);
    if (interval === undefined) return;
    const step = intervalMs(interval) ?? 0;
    const oldest = oldestOf(bench, market, interval, NOON);
    const ranges = [
      { start: outage.start + 3 * step, end: outage.start + 40 * step },
      { start: outage.start - 10 * step, end: outage.start + 10 * step },
      { start: outage.end - 10 * step, end: outage.end + 10 * step },
      { start: outage.start - 5 * step, end: outage.end + 5 * step },
    ];
    for (const range of ranges.filter(({ start }) => start >= oldest)) {
      await checkRange(bench, { market, instrument, interval, range }, nearNow(bench, interval));
    }
    if (oldest < LISTED_AT) {
      const before = { start: LISTED_AT - 20 * step, end: LISTED_AT - 4 * step };
      await checkRange(bench, { market, instrument, interval, range: before }, longAgo());
      const across = { start: LISTED_AT - 20 * step, end: LISTED_AT + 20 * step };
      await checkRange(bench, { market, instrument, interval, range: across }, longAgo());
    }
  });
}

async function firstCandle(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await onBench(subject, {}, async (bench) => {
    const instrument = await bench.instrument(market);
    const reaching = intervalsIn(bench, market).filter(
      (interval) => historyIn(bench, market, interval).kind === 'full',
    );
    for (const interval of someOf(reaching)) {
      const found = await bench.exchange.firstKlineOpenTime({ symbol: instrument, interval });
      const start = floorToInterval(LISTED_AT, interval);
      const range = { start, end: shiftOpenTime(start, interval, 200) };
      const [first] = bench.server.simulation.candles(market, instrument.exchangeSymbol, interval, range);
      insist(
        found === first?.openTime,
        () => `${interval}: the first candle is that of ${first?.openTime}, and ${found} was found`,
      );
    }
  });
}

async function requestWindows(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await onBench(subject, {}, async (bench) => {
    const instrument = await bench.instrument(market);
    const [interval] = intervalsIn(bench, market);
    if (interval === undefined) return;
    const end = shiftOpenTime(floorToInterval(NOON, interval), interval, -60);
    const count = Math.ceil(pageLimitIn(bench, market) * 1.5);
    const oldest = oldestOf(bench, market, interval, NOON);
    const range = { start: Math.max(oldest, shiftOpenTime(end, interval, -count)), end };
    const { simulation } = bench.server;
    const before = simulation.klines.length;
    await fetchPages(bench, { market, instrument, interval, range });
    const opensEnded = market.klines.some(({ dialect }) => dialect.parameters.until === null);
    for (const asked of simulation.klines.slice(before)) {
      insist(
        asked.interval === interval,
        () => `${asked.interval} candles are asked for, where ${interval} are wanted`,
      );
      const first = floorToInterval(range.start, interval);
      const begin = ceilToInterval(asked.start, interval);
      insist(begin >= first, () => `candles from ${asked.start} on are asked for, before ${first}`);
      insist(
        opensEnded || asked.end <= range.end,
        () => `candles up to ${asked.end} are asked for, behind the end ${range.end}`,
      );
    }
  });
}

async function failedPage(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  for (const kind of ['disconnect', 'answer'] as const) {
    await onBench(subject, {}, async (bench) => {
      const instrument = await bench.instrument(market);
      const [interval] = intervalsIn(bench, market);
      if (interval === undefined) return;
      const end = shiftOpenTime(floorToInterval(NOON, interval), interval, -60);
      const count = Math.ceil(pageLimitIn(bench, market) * 2.5);
      const oldest = oldestOf(bench, market, interval, NOON);
      const range = { start: Math.max(oldest, shiftOpenTime(end, interval, -count)), end };
      const failed = new Set<string>();
      bench.server.disturb(({ path, query, body }) => {
        const asked = `${path}?${query.toString()} ${JSON.stringify(body)}`;
        if (failed.has(asked)) return null;
        failed.add(asked);
        return kind === 'disconnect'
          ? { kind }
          : { kind, answer: { status: 503, text: '<html>busy</html>' } };
      });
      await checkRange(bench, { market, instrument, interval, range }, nearNow(bench, interval));
    });
  }
}

async function failingPage(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await onBench(subject, { retries: 1 }, async (bench) => {
    const instrument = await bench.instrument(market);
    const [interval] = intervalsIn(bench, market);
    if (interval === undefined) return;
    const end = shiftOpenTime(floorToInterval(NOON, interval), interval, -60);
    const question = {
      market,
      instrument,
      interval,
      range: { start: shiftOpenTime(end, interval, -10), end },
    };
    await bench.exchange.serverTime();
    const isKlines = (request: SimulatedRequest): boolean =>
      market.klines.some(({ dialect }) => taken(klineRoute(dialect), request));
    bench.server.disturb((request) =>
      isKlines(request) ? { kind: 'answer', answer: { status: 503, text: 'busy' } } : null,
    );
    await insistKind(fetchPages(bench, question), ['maintenance'], 'a page that fails for good');
  });
}
