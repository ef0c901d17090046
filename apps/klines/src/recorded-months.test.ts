import { readFileSync } from 'node:fs';
import { startSandboxExchange, type SandboxExchange } from '@marketloom/sandbox-exchange';
import {
  type AppRun,
  createTestDatabase,
  exitOf,
  ifSkipped,
  queryTexts,
  recordings,
  runApp,
  type TestDatabase,
} from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Month {
  readonly file: string;
  readonly market: 'spot' | 'usdm';
  readonly native: string;
  readonly symbol: string;
  readonly start: string;
  readonly middle: string;
  readonly end: string;
  readonly rows: number;
  /** Columns of the file that are compared, by the column of the table. */
  readonly columns: Readonly<Record<string, number>>;
}

const sixColumns = { open: 1, high: 2, low: 3, close: 4, volume: 5 };
const months: readonly Month[] = [
  {
    file: 'history/binance-usdm-vision-LINKUSDT-1m-2023-02.csv',
    market: 'usdm',
    native: 'LINKUSDT',
    symbol: 'LINK-USDT-PERP',
    start: '2023-02-01',
    middle: '2023-02-14T07:31Z',
    end: '2023-03-01',
    rows: 40_320,
    columns: {
      ...sixColumns,
      quote_volume: 7,
      trade_count: 8,
      taker_buy_volume: 9,
      taker_buy_quote_volume: 10,
    },
  },
  {
    file: 'history/binance-spot-BTCUSDT-1m-202403.clean.csv',
    market: 'spot',
    native: 'BTCUSDT',
    symbol: 'BTC-USDT-SPOT',
    start: '2024-03-01',
    middle: '2024-03-20T00:00Z',
    end: '2024-04-01',
    rows: 30_840,
    columns: sixColumns,
  },
];

describe.skipIf(!recordings)(`recorded months${ifSkipped}`, () => {
  describe.each(months)('$symbol', (month) => {
    let sandbox: SandboxExchange;
    let database: TestDatabase;
    let env: Record<string, string>;
    const klineRequests = (): number =>
      sandbox.requests.filter(({ endpoint }) => endpoint === 'klines').length;
    const ingest = (start: string, end: string): Promise<AppRun> => {
      sandbox.clearRequests();
      const range = ['--interval', '1m', '--start', start, '--end', end];
      return runApp(
        'klines',
        ['ingest', '--exchange', 'binance', '--symbols', month.symbol, ...range, '--json'],
        { env },
      );
    };

    beforeAll(async () => {
      const csv = recordings?.path(month.file) ?? '';
      sandbox = await startSandboxExchange({
        recorded: [{ market: month.market, symbol: month.native, csv }],
      });
      database = await createTestDatabase();
      env = {
        DATABASE_URL: database.url,
        MARKETLOOM_BINANCE_SPOT_URL: sandbox.url,
        MARKETLOOM_BINANCE_USDM_URL: sandbox.url,
        MARKETLOOM_BINANCE_COINM_URL: sandbox.url,
      };
      const synced = await runApp('symbols', ['sync', '--exchange', 'binance', '--market', month.market], {
        env,
      });
      if (synced.code !== 0) throw new Error(synced.stderr);
    });

    afterAll(async () => {
      await sandbox?.close();
      await database?.drop();
    });

    it('fetches the first half', async () => {
      const run = await ingest(month.start, month.middle);
      expect(exitOf(run, 0)).toBe(0);
      expect(klineRequests()).toBeGreaterThan(0);
    });

    it('fetches only the other half when asked for all', async () => {
      const run = await ingest(month.start, month.end);
      expect(exitOf(run, 0)).toBe(0);
      const requests = sandbox.requests.filter(({ endpoint }) => endpoint === 'klines');
      expect(requests.length).toBeGreaterThan(0);
      for (const { query } of requests) {
        expect(Number(query['startTime'])).toBeGreaterThanOrEqual(Date.parse(month.middle));
        expect(Number(query['endTime'])).toBeLessThan(Date.parse(month.end));
      }
    });

    it('asks for nothing when all is there', async () => {
      const run = await ingest(month.start, month.end);
      expect(exitOf(run, 0)).toBe(0);
      expect(sandbox.requests).toEqual([]);
      expect(JSON.parse(run.stdout)).toMatchObject({
        outcome: 'complete',
        series: [{ fetched: 0, requests: 0 }],
      });
    });

    it('holds every row of the file, digit for digit', async () => {
      const lines = readFileSync(recordings?.path(month.file) ?? '', 'utf8')
        .trim()
        .split('\n');
      const rows = lines.map((line) => line.split(',')).filter(([time]) => /^\d+$/.test(time ?? ''));
      const columns = Object.entries(month.columns);
      const names = columns.map(([name]) => name).join(', ');
      const stored = await queryTexts(
        database.url,
        `SELECT (extract(epoch FROM open_time) * 1000)::bigint, ${names} FROM klines ORDER BY open_time`,
      );
      expect(rows.length).toBe(month.rows);
      expect(stored.length).toBe(month.rows);
      const expected = rows.map((row) => [
        row[0],
        ...columns.map(([, index]) => plain(row[index] as string)),
      ]);
      const found = stored.map(([time, ...values]) => [
        time,
        ...values.map((value) => plain(value as string)),
      ]);
      expect(found).toEqual(expected);
    });
  });
});

/** A decimal without the zeros that do not count: files and exchange differ in how many they print. */
function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
