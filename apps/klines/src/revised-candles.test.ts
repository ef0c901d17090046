import { exitOf } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedCandles, trueCandles } from './testing/candle-lines.ts';
import { queryTexts } from './testing/database-rows.ts';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';
import { readSummary } from './testing/run-summary.ts';

const MINUTE = 60_000;
const series = 'spot/ETHUSDT/1m';
const command = 'ingest --exchange binance --symbols ETH-USDT-SPOT --interval 1m --start -3h --json'.split(
  ' ',
);

describe('candles that the exchange changes after their close', () => {
  let fixture: KlinesFixture;
  const begun = Date.now();
  /** At first the exchange's clock is so far behind ours, so that candles are left for a later run. */
  const behindMs = 20 * MINUTE;
  beforeAll(async () => {
    const newest = Math.floor((begun - behindMs) / MINUTE) * MINUTE;
    fixture = await startKlinesFixture({
      now: () => Date.now() - behindMs,
      revisions: [
        {
          market: 'spot',
          symbol: 'ETHUSDT',
          start: newest - 2 * MINUTE,
          end: newest + 2 * MINUTE,
          at: begun - behindMs / 2,
        },
      ],
    });
  });
  afterAll(() => fixture?.close());

  it('are read again, the newest of them, by the run that goes on behind them; the old values are kept', async () => {
    const first = await fixture.klines(command);
    expect(exitOf(first, 0)).toBe(0);
    const everything = { start: begun - 200 * MINUTE, end: begun };
    const newest = (await storedCandles(fixture, series, everything)).at(-1) as string;
    const openTime = Number(newest.split(' ')[0]);

    fixture.sandbox.clock.advance(behindMs);
    const second = await fixture.klines(command);
    expect(exitOf(second, 0)).toBe(0);
    const range = { start: openTime, end: openTime + MINUTE };
    const [now] = await storedCandles(fixture, series, range);
    expect(now).not.toBe(newest);
    expect(now).toBe((await trueCandles(fixture, series, range))[0]);
    const revisions = await queryTexts(
      fixture.databaseUrl,
      `SELECT old_close, old_volume, new_close, new_volume FROM kline_revisions WHERE open_time = $1`,
      [new Date(openTime)],
    );
    const values = (line: string | undefined): (string | undefined)[] =>
      [4, 5].map((column) => line?.split(' ')[column]);
    expect(revisions).toEqual([[...values(newest), ...values(now)]]);
    const [{ updated } = { updated: 0 }] = readSummary(second).series;
    expect(updated).toBeGreaterThan(0);
  });
});
