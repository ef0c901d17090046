import { type AppRun, exitOf, type RunAppOptions } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PollFixture, startPollFixture } from './testing/poll-fixture.ts';

describe('marketloom-orderbook', () => {
  let fixture: PollFixture;
  beforeAll(async () => {
    fixture = await startPollFixture();
  });
  afterAll(() => fixture?.close());

  const orderbook = (args: string[], options?: RunAppOptions): Promise<AppRun> =>
    fixture.orderbook(args, options);
  const of = (symbol: string): string[] => ['--exchange', 'binance', '--symbol', symbol];

  it('says what to do while no book is stored: exit 1', async () => {
    const run = await orderbook(['show', ...of('BTC-USDT-SPOT')]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(
      'marketloom-orderbook poll --exchange binance --symbols BTC-USDT-SPOT --count 1',
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
    expect(text.stdout).toMatch(/spread [\d.]+ \([\d.]+ bp\)/);
    expect(text.stdout.match(/^ *[\d.]+ +[\d.]+ +[\d.]+ {2}[█-▏]+$/gm)).toHaveLength(4);
  });

  it('counts what fails, and says why: exit 3', async () => {
    fixture.sandbox.faults.add({ kind: 'book-unsorted', endpoint: 'depth', symbol: 'ETHUSDT', times: 1 });
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
    fixture.sandbox.clearRequests();
    let timer: NodeJS.Timeout | undefined;
    const run = await orderbook(['poll', ...of('BTC-USDT-SPOT'), '--every', '100ms', '--json'], {
      onStart: (kill) => {
        timer = setInterval(() => {
          if (fixture.sandbox.requests.length < 3) return;
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

  it('a second signal ends it at once: nothing is awaited, and nothing printed', async () => {
    fixture.sandbox.faults.add({ kind: 'hang', endpoint: 'depth', symbol: 'SOLUSDT', times: 'always' });
    fixture.sandbox.clearRequests();
    let timer: NodeJS.Timeout | undefined;
    const run = await orderbook(['poll', ...of('SOL-USDT-SPOT'), '--every', '100ms'], {
      onStart: (kill) => {
        timer = setInterval(() => {
          if (fixture.sandbox.requests.length === 0) return;
          clearInterval(timer);
          kill('SIGINT');
          // Closer together they would count as one keypress.
          setTimeout(() => kill('SIGINT'), 700);
        }, 5);
      },
    });
    fixture.sandbox.faults.clear();
    expect(exitOf(run, 130)).toBe(130);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('once more to stop at once');
  });

  it('goes on through a ban, and says which slots it cost: exit 3', async () => {
    const ban = { kind: 'ban', endpoint: 'depth', market: 'coinm', after: 1, retryAfter: 2 } as const;
    fixture.sandbox.faults.add(ban);
    const args = [
      'poll',
      ...of('BTC-USD-PERP'),
      '--count',
      '8',
      '--every',
      '500ms',
      '--depth',
      '5',
      '--json',
    ];
    const run = await orderbook(args);
    fixture.sandbox.faults.clear();
    expect(exitOf(run, 3)).toBe(3);
    const [book] = (JSON.parse(run.stdout) as { books: [Record<string, number>] }).books;
    expect(book['slots']).toBe(8);
    expect((book['failed'] ?? 0) + (book['missed'] ?? 0)).toBeGreaterThan(0);
    expect((book['taken'] ?? 0) + (book['late'] ?? 0)).toBeGreaterThan(0);
    expect(fixture.sandbox.counters.insideBan).toBe(0);
  });

  it('refuses more than the request budget allows, with the arithmetic: exit 2', async () => {
    fixture.sandbox.clearRequests();
    const run = await orderbook(['poll', ...of('BTC-USDT-PERP'), '--every', '500ms', '--depth', '1000']);
    expect(exitOf(run, 2)).toBe(2);
    expect(run.stderr).toContain('20 × 120 = 2400 a minute, of 2160. What would fit: every 1s, or depth 500');
    expect(fixture.sandbox.requests).toEqual([]);
  });

  it('tells the status of what is stored, late, failed and missed', async () => {
    const run = await orderbook(['status', '--symbols', 'ETH-USDT-SPOT', '--json']);
    expect(exitOf(run, 0)).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      books: [{ symbol: 'ETH-USDT-SPOT', failed: 1, discontinuities: 0, openDiscontinuity: null }],
    });
    const text = await orderbook(['status', '--quote', 'USDT', '--type', 'SPOT', '--since', '-1h']);
    expect(exitOf(text, 0)).toBe(0);
    expect(text.stdout).toMatch(/^symbol +books +per hour +first +last +late +failed +missed +gaps$/m);
    expect(text.stdout).toMatch(/^ETH-USDT-SPOT +\d/m);
    const none = await orderbook(['status', '--symbols', 'XRP-USDT-SPOT']);
    expect(none.stdout).toContain('No order books of these are stored yet');
  });

  it('shows the book of a time', async () => {
    const past = await orderbook(['show', ...of('BTC-USDT-SPOT'), '--at', '2020-01-01']);
    expect(exitOf(past, 1)).toBe(1);
    expect(past.stdout).toContain('No book of BTC-USDT-SPOT is stored up to 2020-01-01');
    const now = await orderbook(['show', ...of('BTC-USDT-SPOT'), '--at', 'now', '--json']);
    const book = JSON.parse(now.stdout) as { mid: string; bids: [string][]; asks: [string][]; ageMs: number };
    expect(Number(book.mid) * 2).toBeCloseTo(Number(book.bids[0]?.[0]) + Number(book.asks[0]?.[0]), 6);
    expect(book.ageMs).toBeGreaterThan(0);
  });

  it.each([
    [['poll', '--exchange', 'binance'], 'say which instruments'],
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
