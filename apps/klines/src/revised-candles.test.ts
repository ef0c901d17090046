import { type AppRun, exitOf, queryTexts } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedCandles, trueCandles } from './testing/candle-lines.ts';
import { firstDifferences } from './testing/database-lines.ts';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';
import { readSummary } from './testing/run-summary.ts';

const MINUTE = 60_000;
const series = 'spot/ETHUSDT/1m';
const CLOSE = 4;
const VOLUME = 5;

describe('candles that the exchange changes soon after their close', () => {
  const begun = Date.now();
  /** So far is the exchange's clock behind ours at the first run, so that candles are left for the second. */
  const behindMs = 5 * MINUTE;
  const everything = { start: begun - 120 * MINUTE, end: begun - MINUTE };
  let fixture: KlinesFixture;
  /** The newest candle of the first run, as it was stored then. */
  let newest: string;
  let openTime: number;
  let second: AppRun;

  beforeAll(async () => {
    const lastMinute = Math.floor((begun - behindMs) / MINUTE) * MINUTE;
    const changed = { start: lastMinute - 2 * MINUTE, end: lastMinute + 2 * MINUTE };
    fixture = await startKlinesFixture({
      now: () => Date.now() - behindMs,
      revisions: [{ market: 'spot', symbol: 'ETHUSDT', ...changed, at: begun - behindMs / 2 }],
      // A gap in what only the second run asks for.
      outages: [{ start: begun - 90 * MINUTE, end: begun - 88 * MINUTE }],
    });
    const ingest = async (start: string): Promise<AppRun> => {
      const command = `ingest --exchange binance --symbols ETH-USDT-SPOT --interval 1m --start ${start} --json`;
      const run = await fixture.klines(command.split(' '));
      if (run.code !== 0 && run.code !== 3) throw new Error(run.stderr);
      return run;
    };
    await ingest('-60m');
    newest = (await storedCandles(fixture, series, everything)).at(-1) as string;
    openTime = Number(newest.split(' ')[0]);
    fixture.sandbox.clock.advance(behindMs);
    second = await ingest('-3h');
  });
  afterAll(() => fixture?.close());

  it('are read again, the newest of them, by the run that goes on behind them; the old values are kept', async () => {
    const range = { start: openTime, end: openTime + MINUTE };
    const [stored = ''] = await storedCandles(fixture, series, range);
    expect(stored).not.toBe(newest);
    expect([stored]).toEqual(await trueCandles(fixture, series, range));
    const revisions = await queryTexts(
      fixture.databaseUrl,
      `SELECT old_close, old_volume, new_close, new_volume FROM kline_revisions WHERE open_time = $1`,
      [new Date(openTime)],
    );
    const [before, after] = [newest.split(' '), stored.split(' ')];
    expect(revisions).toEqual([[before[CLOSE], before[VOLUME], after[CLOSE], after[VOLUME]]]);
    expect(readSummary(second).series[0]?.updated).toBeGreaterThan(0);
  });

  it('keep nothing from being fetched and settled that lies before them', async () => {
    expect(exitOf(second, 0)).toBe(0);
    const [summary] = readSummary(second).series;
    expect(summary?.unresolved).toEqual([]);
    expect(summary?.empty).toBeGreaterThan(0);
    const older = { start: everything.start, end: openTime - 10 * MINUTE };
    const truth = await trueCandles(fixture, series, older);
    expect(firstDifferences(await storedCandles(fixture, series, older), truth)).toEqual([]);
  });
});
