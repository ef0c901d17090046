import { mergeRanges, subtractRanges, type TimeRange } from '@marketloom/exchange';
import type { FaultKind, Market } from '@marketloom/sandbox-exchange';
import { type AppRun, exitOf } from '@marketloom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { storedCandles, trueCandles } from './testing/candle-lines.ts';
import { firstDifferences } from './testing/database-lines.ts';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';
import { readLedger, settledBySeries } from './testing/ledger.ts';
import { readSummary } from './testing/run-summary.ts';

const MINUTE = 60_000;

/** Every fault of candles that strikes one instrument alone, and the reason to be given where it stays; null for none. */
const kinds: readonly (readonly [kind: FaultKind, reason: string | null])[] = [
  ['server-error', 'maintenance'],
  ['html', 'badResponse'],
  ['cut-json', 'badResponse'],
  ['truncated', 'network'],
  ['reset', 'network'],
  ['hang', 'timeout'],
  ['slow', null],
  ['rows-nan', 'badResponse'],
  ['rows-negative-volume', 'badResponse'],
  ['rows-high-below-low', 'badResponse'],
  ['rows-misaligned', 'badResponse'],
  ['rows-duplicate', 'badResponse'],
  ['rows-shuffled', 'badResponse'],
  ['rows-missing-last', null],
  ['rows-outside-window', 'badResponse'],
  ['rows-number-instead-of-array', 'badResponse'],
  ['rows-extra-unfinished', 'badResponse'],
];
const struck = kinds.map(([kind, reason], index) => {
  const base = `SIM${String(index + 1).padStart(3, '0')}`;
  return { kind, reason, native: `${base}USDT`, symbol: `${base}-USDT-SPOT`, name: `spot/${base}USDT/1m` };
});
/** What the exchange allows in a minute. */
const MOST_WEIGHT: Readonly<Record<Market, number>> = { spot: 6000, usdm: 2400, coinm: 2400 };
/** What was under way when the exchange refused a request may still arrive so long after, ms. */
const UNDER_WAY_MS = 400;

describe('faults in the middle of a run', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture({ furtherSpot: kinds.length }, { MARKETLOOM_BINANCE_TIMEOUT: '1s' });
  });
  afterEach(() => fixture?.sandbox.faults.clear());
  afterAll(() => fixture?.close());

  const pages = (first: number, count: number): TimeRange => {
    const start = Date.UTC(2024, 0, 1) + first * 1000 * MINUTE;
    return { start, end: start + count * 1000 * MINUTE };
  };
  const ingest = (
    symbols: readonly string[],
    { start, end }: TimeRange,
    retries: number,
  ): Promise<AppRun> => {
    const range = ['--start', String(start), '--end', String(end), '--interval', '1m', '--json'];
    const env = {
      MARKETLOOM_BINANCE_RETRIES: String(retries),
      MARKETLOOM_DATABASE_POOL_SIZE: String(kinds.length + 3),
      MARKETLOOM_KLINES_CONCURRENCY: String(kinds.length),
    };
    const series = ['--symbols', symbols.join(',')];
    return fixture.klines(['ingest', '--exchange', 'binance', ...series, ...range], { env });
  };
  const expectExact = async (name: string, range: TimeRange): Promise<void> => {
    const [stored, truth] = [
      await storedCandles(fixture, name, range),
      await trueCandles(fixture, name, range),
    ];
    expect(firstDifferences(stored, truth)).toEqual([]);
  };
  /** The summary names what the ledger misses, neither more nor less, and what is stored is what the exchange has. */
  const expectTruth = async (run: AppRun, reasonOf: (name: string) => string | null): Promise<void> => {
    const settled = settledBySeries(await readLedger(fixture.databaseUrl));
    for (const { name, requested, unresolved } of readSummary(run).series) {
      const missing = subtractRanges([requested], settled.get(name) ?? []);
      expect([name, mergeRanges(unresolved)]).toEqual([name, missing]);
      const reason = reasonOf(name);
      expect([name, ...new Set(unresolved.map((one) => one.reason.kind))]).toEqual(
        reason === null ? [name] : [name, reason],
      );
      for (const range of subtractRanges([requested], missing)) {
        const stored = await storedCandles(fixture, name, range);
        const truth = new Set(await trueCandles(fixture, name, range));
        expect(stored.filter((line) => !truth.has(line))).toEqual([]);
      }
      expect(await Promise.all(missing.map((range) => storedCandles(fixture, name, range)))).toEqual(
        missing.map(() => []),
      );
    }
  };

  it('that strike once are made good: all of it is there, exactly', async () => {
    for (const { kind, native } of struck)
      fixture.sandbox.faults.add({ kind, endpoint: 'klines', symbol: native, after: 1, delayMs: 300 });
    const run = await ingest(
      struck.map(({ symbol }) => symbol),
      pages(0, 3),
      5,
    );
    expect(exitOf(run, 0)).toBe(0);
    expect(fixture.sandbox.faults.list().map((one) => one.struck)).toEqual(kinds.map(() => 1));
    for (const { name } of struck) await expectExact(name, pages(0, 3));
  });

  it('that stay: what can be had is stored, and the rest is named with the reason', async () => {
    for (const { kind, native } of struck) {
      const which = { endpoint: 'klines', symbol: native } as const;
      fixture.sandbox.faults.add({ kind, ...which, after: 1, times: 'always', delayMs: 300 });
    }
    // How often it is tried in vain makes no difference but of time.
    const run = await ingest(
      struck.map(({ symbol }) => symbol),
      pages(3, 3),
      1,
    );
    expect(exitOf(run, 3)).toBe(3);
    await expectTruth(run, (name) => struck.find((one) => one.name === name)?.reason ?? null);
    await expectExact(struck.find(({ kind }) => kind === 'slow')?.name as string, pages(3, 3));
  });

  it('that are over: the next run fetches the rest, and nothing else', async () => {
    const repaired = struck.filter(({ reason }) => reason !== null);
    const run = await ingest(
      repaired.map(({ symbol }) => symbol),
      pages(0, 6),
      5,
    );
    expect(exitOf(run, 0)).toBe(0);
    for (const { name } of repaired) await expectExact(name, pages(0, 6));
    for (const { unchanged, updated } of readSummary(run).series)
      expect([unchanged, updated]).toEqual([0, 0]);
  });

  describe.each([
    ['rate-limit', 'usdm', 'rateLimit', ['ETH-USDT-PERP', 'XRP-USDT-PERP']],
    ['ban', 'coinm', 'ban', ['BTC-USD-PERP:BTC', 'ETH-USD-PERP:ETH']],
  ] as const)('%s, of the whole market', (kind, market, reason, symbols) => {
    /** Requests that came although the exchange had asked for silence, and were not under way already. */
    const unbidden = (): number[] => {
      const { requests } = fixture.sandbox;
      const refusedAt = requests.filter(({ fault }) => fault === kind).map(({ at }) => at);
      const late = requests.filter(
        ({ at, insideBan, insideRetryAfter }) =>
          (insideBan || insideRetryAfter) &&
          !refusedAt.some((time) => at >= time && at - time <= UNDER_WAY_MS),
      );
      return late.map(({ number }) => number);
    };

    it('once: nothing is sent until it is over, and then all of it comes', async () => {
      fixture.sandbox.clearRequests();
      fixture.sandbox.faults.add({ kind, market, endpoint: 'klines', after: 2, retryAfter: 2 });
      const run = await ingest(symbols, pages(0, 2), 5);
      expect(exitOf(run, 0)).toBe(0);
      for (const { name } of readSummary(run).series) await expectExact(name, pages(0, 2));
      expect(unbidden()).toEqual([]);
    });

    it('again and again: what came before is stored, and the rest is named', async () => {
      fixture.sandbox.clearRequests();
      const often = { after: 3, times: 'always', retryAfter: 1 } as const;
      fixture.sandbox.faults.add({ kind, market, endpoint: 'klines', ...often });
      const run = await ingest(symbols, pages(2, 2), 1);
      expect([exitOf(run, 3), readSummary(run).outcome]).toEqual([3, 'partial']);
      await expectTruth(run, () => reason);
      expect(unbidden()).toEqual([]);
    });
  });

  it('never use more weight than the exchange allows', () => {
    const windows = fixture.sandbox.windows();
    expect(new Set(windows.map(({ market }) => market))).toEqual(new Set(['spot', 'usdm', 'coinm']));
    expect(windows.filter(({ market, weight }) => weight > MOST_WEIGHT[market])).toEqual([]);
  });
});
