import {
  type ConformanceSubject,
  type SimulatedCandle,
  type SimulatedMarket,
  type SimulatedServer,
  startSimulatedServer,
} from '@marketloom/adapter-testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitOf, runApp } from './run-app.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const MINUTE = 60_000;

/** How the apps are tried. */
export interface TestAppsOptions {
  /** The interval of the candles that are ingested; `1m` when left out. */
  readonly interval?: '1m' | '5m' | '15m' | '1h';
}

/**
 * Tests that all three apps work with an adapter, found by its name, against its simulated exchange: the catalogue is
 * synced, candles of every market are ingested digit for digit, and a second run asks for none, books are polled and
 * shown. Each app is a process of its own.
 */
export function testApps(subject: ConformanceSubject, { interval = '1m' }: TestAppsOptions = {}): void {
  const { definition, simulation } = subject;
  const { id } = definition;
  describe(`the apps with ${id}`, () => {
    const now = Math.floor(Date.now() / MINUTE) * MINUTE;
    const start = now - 5 * 60 * MINUTE;
    const outage = { start: start + 37 * MINUTE, end: start + 91 * MINUTE };
    let server: SimulatedServer;
    let database: TestDatabase;
    let env: Record<string, string>;
    beforeAll(async () => {
      server = await startSimulatedServer(simulation, {
        now: () => Date.now(),
        listedAt: now - 40 * 86_400_000,
        outages: [outage],
      });
      database = await createTestDatabase();
      env = { DATABASE_URL: database.url, ...environmentOf(subject, server.url) };
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      await database?.drop();
    });

    it('sync the catalogue', async () => {
      const run = await runApp('symbols', ['sync', '--exchange', id, '--json'], { env });
      expect(exitOf(run, 0)).toBe(0);
      const rows = await query<[string, string, string]>(
        database.url,
        'SELECT market, exchange_symbol, symbol FROM symbols WHERE exchange = $1',
        [id],
      );
      const expected = simulation.markets.flatMap((market) =>
        market.instruments.map(({ exchangeSymbol, symbol }) => [market.id, exchangeSymbol, symbol]),
      );
      expect(rows.toSorted()).toEqual(expected.toSorted());
    });

    it.each(simulation.markets)('ingest candles of $id, and none of them twice', async (market) => {
      const [{ symbol }] = market.instruments;
      const asked = ['--exchange', id, '--symbols', symbol, '--interval', interval];
      const range = [
        '--start',
        new Date(start).toISOString(),
        '--end',
        new Date(now - 60 * MINUTE).toISOString(),
      ];
      const ingest = ['ingest', ...asked, ...range, '--json'];
      const first = await runApp('klines', ingest, { env });
      expect(exitOf(first, 0)).toBe(0);
      const expected = server.simulation.candles(market, market.instruments[0].exchangeSymbol, interval, {
        start,
        end: now - 60 * MINUTE,
      });
      expect(await storedPrices(database.url, id, market, interval)).toEqual(expected.map(pricesOf));
      const before = server.simulation.klines.length;
      const second = await runApp('klines', ingest, { env });
      expect(exitOf(second, 0)).toBe(0);
      expect(server.simulation.klines.slice(before)).toEqual([]);
    });

    it.each(simulation.markets)('poll and show a book of $id', async (market) => {
      const [{ symbol }] = market.instruments;
      const of = ['--exchange', id, '--symbol', symbol];
      const polled = await runApp('orderbook', ['poll', ...of, '--count', '1', '--depth', '5', '--json'], {
        env,
      });
      expect(exitOf(polled, 0)).toBe(0);
      const shown = await runApp('orderbook', ['show', ...of, '--json'], { env });
      expect(exitOf(shown, 0)).toBe(0);
      const book = JSON.parse(shown.stdout) as { bids: unknown[]; asks: unknown[] };
      expect(book.bids.length).toBeGreaterThanOrEqual(5);
      expect(book.asks.length).toBeGreaterThanOrEqual(5);
    });
  });
}

/** What sends every request of an adapter to an address, as the environment says it. */
function environmentOf(
  { definition, configuration }: ConformanceSubject,
  url: string,
): Record<string, string> {
  const addresses = Object.entries(definition.configuration)
    .filter(([, { kind }]) => kind === 'url')
    .map(([key]): [string, string] => [key, url]);
  const values = configuration?.(url) ?? Object.fromEntries(addresses);
  const section = definition.id.toUpperCase().replaceAll('-', '_');
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `MARKETLOOM_${section}_${key.toUpperCase()}`,
      String(value),
    ]),
  );
}

const pricesOf = ({ openTime, open, high, low, close }: SimulatedCandle): string[] => [
  String(openTime),
  open,
  high,
  low,
  close,
];

function storedPrices(
  url: string,
  exchange: string,
  market: SimulatedMarket,
  interval: string,
): Promise<string[][]> {
  return query(
    url,
    `SELECT (extract(epoch FROM open_time) * 1000)::bigint::text, open::text, high::text, low::text, close::text
     FROM klines JOIN symbols ON symbols.id = symbol_id
     WHERE exchange = $1 AND market = $2 AND exchange_symbol = $3 AND interval = $4 ORDER BY open_time`,
    [exchange, market.id, market.instruments[0].exchangeSymbol, interval],
  );
}

async function query<Row extends unknown[]>(
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>({ text, values: [...values], rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}
