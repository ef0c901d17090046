import { type SandboxExchange, startSandboxExchange } from '@marketloom/sandbox-exchange';
import {
  type AppRun,
  createTestDatabase,
  exitOf,
  runApp,
  type RunAppOptions,
  type TestDatabase,
} from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('marketloom-orderbook', () => {
  let sandbox: SandboxExchange;
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    sandbox = await startSandboxExchange();
    database = await createTestDatabase();
    const urls = ['SPOT', 'USDM', 'COINM'].map((market) => [`MARKETLOOM_BINANCE_${market}_URL`, sandbox.url]);
    env = { DATABASE_URL: database.url, MARKETLOOM_BINANCE_RETRIES: '0', ...Object.fromEntries(urls) };
    const synced = await runApp('symbols', ['sync', '--exchange', 'binance'], { env });
    if (synced.code !== 0) throw new Error(synced.stderr);
  });
  afterAll(async () => {
    await sandbox?.close();
    await database?.drop();
  });

  const orderbook = (args: string[], options: RunAppOptions = {}): Promise<AppRun> =>
    runApp('orderbook', args, { env, ...options });
  const of = (symbol: string): string[] => ['--exchange', 'binance', '--symbol', symbol];

  it('says what to do while no book is stored: exit 1', async () => {
    const run = await orderbook(['show', ...of('BTC-USDT-SPOT')]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(
      'marketloom-orderbook poll --exchange binance --symbol BTC-USDT-SPOT --count 1',
    );
  });

  it('polls books of three markets and shows them', async () => {
    const three = 'BTC-USDT-SPOT,BTC-USDT-PERP,BTC-USD-PERP';
    const run = await orderbook([
      'poll',
      ...of(three),
      '--count',
      '2',
      '--every',
      '300ms',
      '--depth',
      '20',
      '--json',
    ]);
    expect(exitOf(run, 0)).toBe(0);
    const { outcome, books } = JSON.parse(run.stdout) as {
      outcome: string;
      books: { symbol: string; failed: number }[];
    };
    expect(outcome).toBe('complete');
    expect(books.map(({ symbol, failed }) => [symbol, failed])).toEqual([
      ['BTC-USDT-SPOT', 0],
      ['BTC-USDT-PERP', 0],
      ['BTC-USD-PERP:BTC', 0],
    ]);
    for (const { symbol } of books) {
      const shown = await orderbook(['show', ...of(symbol), '--json']);
      const book = JSON.parse(shown.stdout) as {
        symbol: string;
        bids: [string, string][];
        asks: [string, string][];
      };
      expect(book.symbol).toBe(symbol);
      expect(book.bids).toHaveLength(20);
      expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
    }
    const text = await orderbook(['show', ...of('BTC-USDT-SPOT'), '--levels', '2']);
    expect(text.stdout).toMatch(/spread [\d.]+/);
    expect(text.stdout.match(/^(?:ask|bid) /gm)).toHaveLength(4);
  });

  it('counts what fails, and says why: exit 3', async () => {
    sandbox.faults.add({ kind: 'book-unsorted', endpoint: 'depth', symbol: 'ETHUSDT', times: 1 });
    const run = await orderbook([
      'poll',
      ...of('ETH-USDT-SPOT'),
      '--count',
      '2',
      '--every',
      '200ms',
      '--json',
    ]);
    expect(exitOf(run, 3)).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      books: [{ failed: 1, lastFailure: { kind: 'badResponse' } }],
    });
  });

  it('runs until Ctrl-C: exit 130, with its counts', async () => {
    sandbox.clearRequests();
    let timer: NodeJS.Timeout | undefined;
    const run = await orderbook(['poll', ...of('BTC-USDT-SPOT'), '--every', '100ms', '--json'], {
      onStart: (kill) => {
        timer = setInterval(() => {
          if (sandbox.requests.length < 3) return;
          clearInterval(timer);
          kill('SIGINT');
        }, 5);
      },
    });
    expect(exitOf(run, 130)).toBe(130);
    const summary = JSON.parse(run.stdout) as {
      interrupted: boolean;
      books: [{ stored: number; duplicate: number }];
    };
    expect(summary.interrupted).toBe(true);
    expect(summary.books[0].stored + summary.books[0].duplicate).toBeGreaterThanOrEqual(3);
  });

  it.each([
    [['poll', ...of('BTC-USDT-SPOT'), '--every', 'often'], '--every'],
    [['poll', ...of('BTC-USDT-SPOT'), '--count', '0'], '--count'],
    [['poll', ...of('BTC-USDT-SPOT'), '--depth', '1.5'], '--depth'],
    [['poll', ...of('BTC-USDT-SPTO')], 'SPTO'],
    [['show', ...of('BTC-USTD-SPOT')], 'did you mean BTC-USDT-SPOT'],
  ])('%j: exit 2', async (args, says) => {
    const run = await orderbook(args);
    expect(exitOf(run, 2)).toBe(2);
    expect(run.stderr).toContain(says);
  });
});
