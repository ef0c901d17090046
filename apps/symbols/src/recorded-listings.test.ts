import { startSandboxExchange } from '@marketloom/sandbox-exchange';
import {
  createTestDatabase,
  exitOf,
  ifSkipped,
  recordings,
  runApp,
  type TestDatabase,
} from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Named {
  readonly exchangeSymbol: string;
}

/** What `symbols sync --json` prints of one exchange. */
interface Diff {
  readonly added: readonly Named[];
  readonly changed: readonly (Named & { changes: { field: string; before: string; after: string }[] })[];
  readonly delisted: readonly Named[];
  readonly relisted: readonly Named[];
  readonly unchanged: number;
  readonly quarantined: readonly unknown[];
}

/** Every recorded listing, by market from old to new. Of each market the first fills a catalogue, the next change it. */
const LISTINGS = {
  spot: [
    'symbols__gct-spot-exchangeInfo--20190823.json',
    'symbols__gct-spot-exchangeInfo--20200417.json',
    'symbols__cryptofeed-spot-20210417.json',
    'symbols__gct-spot-exchangeInfo--20250808.json',
  ],
  usdm: ['symbols__cryptofeed-usdm-20210417.json', 'symbols__gct-usdm-exchangeInfo--20250808.json'],
  coinm: ['symbols__cryptofeed-coinm-20210417.json', 'symbols__gct-coinm-exchangeInfo--20250808.json'],
} as const;

type Counts = readonly [
  rows: number,
  added: number,
  delisted: number,
  relisted: number,
  changedStatus: number,
];

/** What each listing comes to beside the one before, counted in the files themselves. */
const COUNTS: Readonly<Record<string, Counts>> = {
  'symbols__gct-spot-exchangeInfo--20190823.json': [542, 542, 0, 0, 0],
  'symbols__gct-spot-exchangeInfo--20200417.json': [786, 245, 1, 0, 86],
  'symbols__cryptofeed-spot-20210417.json': [1405, 619, 0, 0, 139],
  'symbols__gct-spot-exchangeInfo--20250808.json': [25, 0, 1380, 0, 5],
  'symbols__cryptofeed-usdm-20210417.json': [113, 113, 0, 0, 0],
  'symbols__gct-usdm-exchangeInfo--20250808.json': [25, 0, 88, 0, 0],
  'symbols__cryptofeed-coinm-20210417.json': [36, 36, 0, 0, 0],
  'symbols__gct-coinm-exchangeInfo--20250808.json': [25, 8, 19, 0, 0],
};

const symbolsOf = (text: string): string[] =>
  (JSON.parse(text) as { symbols: { symbol: string }[] }).symbols.map(({ symbol }) => symbol);
const names = (entries: readonly Named[]): string[] =>
  entries.map(({ exchangeSymbol }) => exchangeSymbol).toSorted();

describe.skipIf(recordings === null)(`recorded listings${ifSkipped}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  async function run(args: readonly string[], url = 'http://127.0.0.1:9'): Promise<string> {
    const markets = ['SPOT', 'USDM', 'COINM'].map((market) => [`MARKETLOOM_BINANCE_${market}_URL`, url]);
    const app = await runApp('symbols', [...args, '--json'], {
      env: { DATABASE_URL: database.url, ...Object.fromEntries(markets) },
    });
    expect(exitOf(app, 0)).toBe(0);
    return app.stdout;
  }

  async function sync(market: string, body: string): Promise<Diff> {
    const sandbox = await startSandboxExchange({ listings: { [market]: body } });
    try {
      const printed = await run(['sync', '--exchange', 'binance', '--market', market], sandbox.url);
      return (JSON.parse(printed) as { exchanges: [Diff] }).exchanges[0];
    } finally {
      await sandbox.close();
    }
  }

  for (const [market, files] of Object.entries(LISTINGS)) {
    const seen = new Set<string>();
    let before: readonly string[] = [];
    it.each(files)(`${market}: %s`, async (file) => {
      const body = recordings?.text(`binance/${file}`) ?? '';
      const now = symbolsOf(body);
      const diff = await sync(market, body);
      const changedStatus = diff.changed.filter(({ changes }) =>
        changes.some(({ field }) => field === 'status'),
      );
      expect([
        now.length,
        diff.added.length,
        diff.delisted.length,
        diff.relisted.length,
        changedStatus.length,
      ]).toEqual(COUNTS[file]);
      expect(names(diff.added)).toEqual(now.filter((symbol) => !seen.has(symbol)).toSorted());
      expect(names(diff.delisted)).toEqual(before.filter((symbol) => !now.includes(symbol)).toSorted());
      expect(names(diff.relisted)).toEqual(
        now.filter((symbol) => seen.has(symbol) && !before.includes(symbol)).toSorted(),
      );
      expect(diff.quarantined).toEqual([]);
      const kept = now.length - diff.added.length - diff.relisted.length;
      expect(diff.changed.length + diff.unchanged).toBe(kept);
      for (const symbol of now) seen.add(symbol);
      before = now;

      const again = await sync(market, body);
      expect(again).toMatchObject({
        added: [],
        changed: [],
        delisted: [],
        relisted: [],
        unchanged: now.length,
      });
      const stored = JSON.parse(
        await run(['list', '--exchange', 'binance', '--market', market]),
      ) as unknown[];
      expect(JSON.stringify(stored).match(/"exchangeSymbol"/g)).toHaveLength(seen.size);
    });
  }
});
