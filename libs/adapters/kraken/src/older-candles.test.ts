import { type SimulatedServer, startSimulatedServer } from '@marketloom/adapter-testkit';
import { createTestDatabase, exitOf, queryTexts, runApp, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulation } from './fixtures/simulation.ts';
import { tradedCandles } from './fixtures/simulated-trades.ts';

const MINUTE = 60_000;

const STORED = `SELECT (extract(epoch FROM open_time) * 1000)::bigint, open, high, low, close, volume
  FROM klines ORDER BY open_time`;

describe('a series that begins before OHLC reaches', () => {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  const listedAt = now - 20 * 60 * MINUTE + 11_000;
  let server: SimulatedServer;
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    server = await startSimulatedServer(simulation, { now: () => Date.now(), listedAt, outages: [] });
    database = await createTestDatabase();
    env = {
      DATABASE_URL: database.url,
      MARKETLOOM_KRAKEN_SPOT_URL: server.url,
      MARKETLOOM_KRAKEN_FUTURES_URL: server.url,
    };
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await database?.drop();
  });

  it('is ingested whole from its first trade, verified, and asked for no more', async () => {
    const sync = ['sync', '--exchange', 'kraken', '--json'];
    expect(exitOf(await runApp('symbols', sync, { env }), 0)).toBe(0);
    const of = ['--exchange', 'kraken', '--symbols', 'BTC-USD-SPOT', '--interval', '1m'];
    const end = new Date(now - 60 * MINUTE).toISOString();
    const ingest = ['ingest', ...of, '--start', 'listing', '--end', end, '--json'];
    expect(exitOf(await runApp('klines', ingest, { env }), 0)).toBe(0);
    expect(await queryTexts(database.url, STORED)).toEqual(due(listedAt, now - 60 * MINUTE));

    expect(exitOf(await runApp('klines', ['verify', ...of, '--json'], { env }), 0)).toBe(0);

    server.requests.splice(0);
    expect(exitOf(await runApp('klines', ingest, { env }), 0)).toBe(0);
    expect(server.requests.map(({ path }) => path)).toEqual([]);
  });
});

/** What there is, by the trades of the simulated exchange. */
function due(listedAt: number, end: number): string[][] {
  const facts = {
    exchangeSymbol: 'XBTUSD',
    contracts: false,
    listedAt,
    outages: [],
    quietIntervals: 'omitted',
  } as const;
  const rows: string[][] = [];
  for (let open = Math.floor(listedAt / MINUTE) * MINUTE; open < end; open += MINUTE) {
    const candle = tradedCandles.candle(facts, '1m', open);
    if (candle !== null)
      rows.push([String(open), candle.open, candle.high, candle.low, candle.close, candle.volume]);
  }
  return rows;
}
