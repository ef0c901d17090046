import { mergeRanges, type TimeRange } from '@marketloom/exchange';
import { type AppRun, exitOf, queryTexts } from '@marketloom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AskedRange, askedPages, askedTwice } from './testing/asked-ranges.ts';
import { storedCandles, trueCandles } from './testing/candle-lines.ts';
import { databaseLines, firstDifferences } from './testing/database-lines.ts';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';
import { readLedger, settledBySeries } from './testing/ledger.ts';
import { readSummary } from './testing/run-summary.ts';

const CANDLES_A_DAY = 1440;

describe('two processes at once', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    // Answers are late, so that both are at work at the same time.
    fixture = await startKlinesFixture({ delayMs: 40 });
  });
  beforeEach(() => fixture.sandbox.clearRequests());
  afterAll(() => fixture?.close());

  const command = (symbols: string, intervals: string, start: string, end: string): string[] =>
    `ingest --exchange binance --symbols ${symbols} --interval ${intervals} --start ${start} --end ${end} --json`.split(
      ' ',
    );
  const pages = (): AskedRange[] => askedPages(fixture.sandbox.requests);
  /** Pages that were asked for in spite of another one, whoever asked. */
  const askedAgain = (): string[] =>
    pages().flatMap((page, index, all) => {
      const others = all.slice(0, index).filter(({ series }) => series === page.series);
      return askedTwice([page], new Map([[page.series, mergeRanges(others)]]));
    });
  const expectExact = async (name: string, range: TimeRange): Promise<void> => {
    const truth = await trueCandles(fixture, name, range);
    expect(truth.length).toBeGreaterThan(0);
    expect(firstDifferences(await storedCandles(fixture, name, range), truth)).toEqual([]);
  };
  const insertedBy = (run: AppRun): number[] => readSummary(run).series.map(({ inserted }) => inserted);

  it('on the same work share it: no page is fetched twice, and both end with all of it', async () => {
    const same = command('ETH-USDT-SPOT', '1m', '2024-01-01', '2024-01-08');
    const both = await Promise.all([fixture.klines(same), fixture.klines(same)]);
    expect(both.map((run) => exitOf(run, 0))).toEqual([0, 0]);
    expect(both.flatMap(insertedBy).toSorted((a, b) => a - b)).toEqual([0, 7 * CANDLES_A_DAY]);
    expect(askedAgain()).toEqual([]);
    await expectExact('spot/ETHUSDT/1m', { start: Date.UTC(2024, 0, 1), end: Date.UTC(2024, 0, 8) });
  });

  it('on work that overlaps, in opposite order: no deadlock, no page twice, and all of it is there', async () => {
    const symbols = ['BTC-USDT-SPOT', 'BNB-USDT-SPOT', 'ETH-USDT-PERP'];
    const both = await Promise.all([
      fixture.klines(command(symbols.join(','), '1m,5m,1h', '2024-02-01', '2024-02-06')),
      fixture.klines(command(symbols.toReversed().join(','), '1h,5m,1m', '2024-02-04', '2024-02-09')),
    ]);
    expect(both.map((run) => exitOf(run, 0))).toEqual([0, 0]);
    expect(askedAgain()).toEqual([]);
    const range = { start: Date.UTC(2024, 1, 1), end: Date.UTC(2024, 1, 9) };
    let candles = 0;
    for (const native of ['spot/BTCUSDT', 'spot/BNBUSDT', 'usdm/ETHUSDT']) {
      for (const interval of ['1m', '5m', '1h']) {
        await expectExact(`${native}/${interval}`, range);
        candles += (await storedCandles(fixture, `${native}/${interval}`, range)).length;
      }
    }
    // What one has inserted the other has found settled.
    expect(both.flatMap(insertedBy).reduce((sum, count) => sum + count, 0)).toBe(candles);
  });

  it('one killed while the other waits for its series: the other takes over where it left off', async () => {
    const work = command('SOL-USDT-SPOT', '1m', '2024-03-01', '2024-03-15');
    const name = 'spot/SOLUSDT/1m';
    const range = { start: Date.UTC(2024, 2, 1), end: Date.UTC(2024, 2, 15) };
    // The first one gets no further than this, and so keeps its claim until it is killed.
    fixture.sandbox.faults.add({
      kind: 'hang',
      endpoint: 'klines',
      symbol: 'SOLUSDT',
      after: 6,
      times: 'always',
    });
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    let killFirst: (signal: NodeJS.Signals) => void = () => undefined;
    const first = fixture.klines(work, {
      env: { MARKETLOOM_KLINES_BATCH_ROWS: '900' },
      onStart: (kill) => {
        killFirst = kill;
        begin();
      },
    });
    await begun;
    const hasSettled = async (): Promise<boolean> =>
      settledBySeries(await readLedger(fixture.databaseUrl)).has(name);
    await until(async () => fixture.sandbox.faults.list()[0]?.struck !== 0 && (await hasSettled()));
    let ended = false;
    const second = fixture.klines(work).finally(() => (ended = true));
    // Its session is there, beside the first one's, and asks for the lock from time to time.
    await until(async () => (await claimants(fixture.databaseUrl)) > 1 || ended);
    fixture.sandbox.faults.clear();
    killFirst('SIGKILL');
    expect((await first).code).toBeNull();
    const settled = settledBySeries(await readLedger(fixture.databaseUrl));
    const askedBefore = fixture.sandbox.requests.length;
    const run = await second;
    expect(exitOf(run, 0)).toBe(0);
    expect(askedTwice(askedPages(fixture.sandbox.requests.slice(askedBefore)), settled)).toEqual([]);
    const [series] = readSummary(run).series;
    expect(series?.inserted).toBeGreaterThan(0);
    expect(series?.inserted).toBeLessThan(14 * CANDLES_A_DAY);
    await expectExact(name, range);
    expect((await databaseLines(fixture.databaseUrl)).revisions).toEqual([]);
  });
});

/** How many sessions have asked for the lock of a series. */
async function claimants(url: string): Promise<number> {
  const [row] = await queryTexts(
    url,
    `SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()`,
  );
  return Number(row?.[0]);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
