import {
  type Instrument,
  type Interval,
  type KlineArchive,
  type KlinePage,
  type Logger,
  nextOpenTime,
  silentLogger,
  systemClock,
  type TimeRange,
} from '@marketloom/exchange';
import {
  type Fault,
  type Market,
  type SandboxExchange,
  type SandboxOptions,
  startSandboxExchange,
} from '@marketloom/sandbox-exchange';
import { HttpTransport } from '@marketloom/transport';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exchangeAt } from '../fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from '../fixtures/instruments.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 20, 12);

let sandbox: SandboxExchange;
let archive: KlineArchive;
let transport: HttpTransport;
let warn: ReturnType<typeof vi.fn<Logger['warn']>>;

async function open(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandboxExchange({ now: () => NOW, ...options });
  transport = new HttpTransport({ retries: 2, backoff: { minimumMs: 0, maximumMs: 1 }, clock: systemClock });
  warn = vi.fn<Logger['warn']>();
  archive = exchangeAt(sandbox.url, { transport, logger: { ...silentLogger, warn } }).klineArchive;
}

async function close(): Promise<void> {
  await transport.close();
  await sandbox.close();
}

beforeEach(() => open());
afterEach(close);

async function pagesOf(
  instrument: Instrument,
  interval: Interval,
  { start, end }: TimeRange,
  signal?: AbortSignal,
): Promise<KlinePage[]> {
  const pages: KlinePage[] = [];
  for await (const page of archive.fetchKlines({ symbol: instrument, interval, start, end, signal })) {
    const { openTime } = page.klines.columns;
    // A page answers for what it holds, and for nothing else.
    expect([page.range.start, page.range.end]).toEqual([
      openTime[0],
      nextOpenTime(openTime.at(-1) ?? 0, interval),
    ]);
    expect(page.range.start).toBeGreaterThanOrEqual(pages.at(-1)?.range.end ?? 0);
    pages.push(page);
  }
  return pages;
}

/** The candles of pages as REST has them, as far as the columns are the exchange's own. */
const rowsOf = (pages: readonly KlinePage[], { market }: Instrument): unknown[][] =>
  pages.flatMap(({ klines: { columns, length } }) =>
    Array.from({ length }, (_, row) => [
      columns.openTime[row],
      columns.open[row],
      columns.high[row],
      columns.low[row],
      columns.close[row],
      columns.closeTime[row],
      columns.volume?.[row],
      columns.tradeCount?.[row],
      market === 'coinm' ? columns.takerBuyVolume?.[row] : columns.quoteVolume?.[row],
    ]),
  );

const restRows = (
  { market, exchangeSymbol }: Instrument,
  interval: Interval,
  range: TimeRange,
): unknown[][] =>
  sandbox
    .klines(market as Market, exchangeSymbol, interval, range)
    .map((row) => [
      ...row.slice(0, 5),
      row[6],
      row[market === 'coinm' ? 7 : 5],
      row[8],
      row[market === 'coinm' ? 10 : 7],
    ]);

/** The files that were asked for, in that order. */
const asked = (): string[] =>
  sandbox.requests
    .filter(({ endpoint }) => endpoint === 'archive')
    .map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
const zips = (): string[] => asked().filter((name) => name.endsWith('.zip'));
const day = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date);

test.each<[Instrument, Interval, TimeRange]>([
  [spotPair, '1m', { start: day(2024, 12, 30), end: day(2025, 1, 2) }],
  [spotPair, '5m', { start: day(2026, 9, 1), end: day(2026, 11, 1) }],
  [spotPair, '1h', { start: day(2024, 11, 20) + HOUR, end: day(2025, 2, 9) + 5 * HOUR }],
  [spotPair, '1d', { start: day(2026, 1, 1), end: day(2026, 11, 1) }],
  [spotPair, '1M', { start: day(2024, 6, 1), end: day(2025, 6, 1) }],
  [spotPair, '1s', { start: day(2025, 1, 1) + 5 * HOUR, end: day(2025, 1, 1) + 7 * HOUR }],
  [linearPerpetual, '1m', { start: day(2026, 10, 31), end: day(2026, 11, 2) }],
  [linearPerpetual, '4h', { start: day(2026, 8, 1), end: day(2026, 11, 4) }],
  [inversePerpetual, '1m', { start: day(2026, 11, 1), end: day(2026, 11, 3) }],
  [inversePerpetual, '12h', { start: day(2026, 8, 1), end: day(2026, 11, 4) }],
  [inversePerpetual, '1M', { start: day(2026, 3, 1), end: day(2026, 11, 1) }],
])('files give what the API gives: $market, %s, %j', async (instrument, interval, range) => {
  const pages = await pagesOf(instrument, interval, range);
  expect(rowsOf(pages, instrument)).toEqual(restRows(instrument, interval, range));
  expect(warn).not.toHaveBeenCalled();
});

test.each([spotPair, linearPerpetual, inversePerpetual])(
  'a table out of the archive equals that of the API in every column: $market',
  async (instrument) => {
    const range = { start: day(2026, 11, 3), end: day(2026, 11, 3) + 8 * HOUR };
    const exchange = exchangeAt(sandbox.url);
    const fromApi: KlinePage[] = [];
    for await (const page of exchange.fetchKlines({ symbol: instrument, interval: '1m', ...range })) {
      fromApi.push(page);
    }
    const [fromFile] = await pagesOf(instrument, '1m', range);
    const { columns } = fromFile?.klines ?? {};
    const ofApi = (name: keyof NonNullable<typeof columns>): unknown[] =>
      fromApi.flatMap(({ klines }) => [...(klines.columns[name] ?? [])]);
    expect(columns).toEqual(
      Object.fromEntries(Object.keys(columns ?? {}).map((name) => [name, ofApi(name as never)])),
    );
  },
);

test('whole months come as one file each, the rest by the day, and nothing else is asked for', async () => {
  await pagesOf(linearPerpetual, '1h', { start: day(2026, 8, 30), end: day(2026, 11, 3) });
  expect(zips()).toEqual(
    ['2026-08-30', '2026-08-31', '2026-09', '2026-10', '2026-11-01', '2026-11-02'].map(
      (date) => `BTCUSDT-1h-${date}.zip`,
    ),
  );
  expect(asked()).toHaveLength(12);
});

test('a header row more or less makes no difference', async () => {
  await close();
  await open({ archive: { header: false } });
  const range = { start: day(2026, 11, 1), end: day(2026, 11, 2) };
  const pages = await pagesOf(linearPerpetual, '5m', range);
  expect(rowsOf(pages, linearPerpetual)).toEqual(restRows(linearPerpetual, '5m', range));
});

test('what is not published yet has no page: the last days, and a month until its file is there', async () => {
  await close();
  await open({ archive: { dailyLag: 30 * HOUR, monthlyLag: 90 * DAY } });
  const pages = await pagesOf(spotPair, '1h', { start: day(2026, 10, 1), end: NOW + DAY });
  expect(pages.at(-1)?.range.end).toBe(day(2026, 11, 19));
  // October has no file of its own yet: its days serve.
  expect(pages[0]?.range.start).toBe(day(2026, 10, 1));
  expect(pages.flatMap(({ klines }) => klines.columns.openTime)).toHaveLength(49 * 24);
  expect(asked().slice(0, 2)).toEqual([
    'BTCUSDT-1h-2026-10.zip.CHECKSUM',
    'BTCUSDT-1h-2026-10-01.zip.CHECKSUM',
  ]);
});

test("a candle that has not settled by the exchange's clock has no page, though a file has it", async () => {
  await close();
  const end = day(2026, 11, 20);
  await open({ now: () => end + 4999, archive: { dailyLag: 0 } });
  const range = { start: end - HOUR, end };
  expect((await pagesOf(spotPair, '1m', range)).at(-1)?.range.end).toBe(end - 60_000);
  await close();
  await open({ now: () => end + 5000, archive: { dailyLag: 0 } });
  expect((await pagesOf(spotPair, '1m', range)).at(-1)?.range.end).toBe(end);
});

test('one file is fetched ahead, and no more', async () => {
  const range = { start: day(2026, 11, 1), end: day(2026, 11, 8) };
  const ahead: number[] = [];
  for await (const page of archive.fetchKlines({ symbol: spotPair, interval: '1h', ...range })) {
    await vi.waitUntil(() => zips().length > ahead.length + 1 || page.range.end === range.end);
    await new Promise((resolve) => setTimeout(resolve, 20));
    ahead.push(zips().length);
  }
  expect(ahead).toEqual([2, 3, 4, 5, 6, 7, 7]);
});

test('the years before a listing cost three small questions a month', async () => {
  const listed = sandbox.klines('usdm', 'BTCUSDT', '1M', { start: 0, end: NOW })[0]?.[0] as number;
  const pages = await pagesOf(linearPerpetual, '1d', { start: listed - 100 * DAY, end: listed - 40 * DAY });
  expect(pages).toEqual([]);
  expect(zips()).toEqual([]);
  const months = new Set(asked().map((name) => /\d{4}-\d{2}/.exec(name)?.[0]));
  expect(months.size).toBeGreaterThan(1);
  expect(asked().length).toBeLessThanOrEqual(3 * months.size);
});

test('an instrument that the exchange has given up is still there', async () => {
  await close();
  const at = day(2026, 6, 10);
  await open({ delistings: [{ market: 'spot', symbol: 'BTCUSDT', at }] });
  const pages = await pagesOf(spotPair, '1d', { start: day(2026, 5, 1), end: NOW });
  expect(pages.at(-1)?.range.end).toBe(at);
});

test('weeks and three days at the turn of a month are left to the API, for they end after their file', async () => {
  const pages = await pagesOf(spotPair, '1w', { start: day(2024, 1, 1), end: day(2024, 4, 1) });
  expect(pages.map(({ range }) => [range.start, range.end])).toEqual([
    [day(2024, 1, 1), day(2024, 1, 29)],
    [day(2024, 2, 5), day(2024, 2, 26)],
    [day(2024, 3, 4), day(2024, 4, 1)],
  ]);
});

test('a candle that an outage took away is not called empty', async () => {
  await close();
  const outage = { start: day(2026, 11, 1) + 3 * HOUR, end: day(2026, 11, 1) + 4 * HOUR };
  await open({ outages: [outage] });
  const pages = await pagesOf(spotPair, '1m', { start: day(2026, 11, 1), end: day(2026, 11, 2) });
  expect(pages.map(({ range }) => range)).toEqual([
    { start: day(2026, 11, 1), end: outage.start },
    { start: outage.end, end: day(2026, 11, 2) },
  ]);
});

const ONE_DAY = { start: day(2026, 11, 1), end: day(2026, 11, 2) };
const always = (kind: Fault['kind']): Fault => ({ kind, endpoint: 'archive', times: 'always' });
const openTimesOf = (pages: readonly KlinePage[]): number[] =>
  pages.flatMap(({ klines }) => [...klines.columns.openTime]);

test.each([
  ['archive-row-missing', 0],
  ['archive-row-short', 1],
  ['archive-row-misaligned', 1],
] as const)('%s: all but that candle come, and it is left to the API', async (kind, told) => {
  sandbox.faults.add(always(kind));
  const pages = await pagesOf(spotPair, '1h', ONE_DAY);
  const noon = ONE_DAY.start + 12 * HOUR;
  expect(pages.map(({ range }) => range)).toEqual([
    { start: ONE_DAY.start, end: noon },
    { start: noon + HOUR, end: ONE_DAY.end },
  ]);
  expect(warn).toHaveBeenCalledTimes(told);
});

test('wrong rows are logged, once a file, with the first of them', async () => {
  sandbox.faults.add(always('archive-row-short'));
  await pagesOf(spotPair, '1h', { start: day(2026, 11, 1), end: day(2026, 11, 3) });
  expect(warn.mock.calls.map(([message]) => message)).toEqual(
    ['2026-11-01', '2026-11-02'].map(
      (date) => `binance: rows of the archive's file BTCUSDT-1h-${date}.zip cannot be right and are left out`,
    ),
  );
  expect(warn.mock.calls[0]?.[1]).toMatchObject({
    rows: 1,
    first: expect.stringMatching(/^1793534400000000,/),
  });
});

test('a row that comes twice comes once; two different ones are a bad response', async () => {
  sandbox.faults.add({ kind: 'archive-row-doubled', times: 2 });
  expect(openTimesOf(await pagesOf(spotPair, '1h', ONE_DAY))).toHaveLength(24);
  sandbox.faults.add(always('archive-rows-differ'));
  await expect(pagesOf(spotPair, '1h', ONE_DAY)).rejects.toMatchObject({ kind: 'badResponse' });
});

test('a file that is not what its checksum says is fetched once more, the checksum too', async () => {
  sandbox.faults.add({ kind: 'archive-wrong-checksum' });
  expect(openTimesOf(await pagesOf(spotPair, '1h', ONE_DAY))).toHaveLength(24);
  expect(asked()).toHaveLength(4);
  sandbox.faults.add({ kind: 'archive-truncated' });
  expect(openTimesOf(await pagesOf(spotPair, '1h', ONE_DAY))).toHaveLength(24);
});

test('a file that never is what its checksum says is a bad response with both sums', async () => {
  sandbox.faults.add(always('archive-wrong-checksum'));
  await expect(pagesOf(spotPair, '1h', ONE_DAY)).rejects.toMatchObject({
    kind: 'badResponse',
    operation: 'klineArchive BTCUSDT 1h',
    message: expect.stringMatching(
      /BTCUSDT-1h-2026-11-01\.zip is not what its checksum says: its SHA-256 is [0-9a-f]{64} and should be [0-9a-f]{64}/,
    ),
  });
  expect(zips()).toHaveLength(2);
});

test('a missing file, and one without a checksum, are no error and no page', async () => {
  sandbox.faults.add({ kind: 'archive-missing', after: 2, times: 1 });
  const range = { start: day(2026, 11, 1), end: day(2026, 11, 4) };
  const pages = await pagesOf(spotPair, '1h', range);
  expect(openTimesOf(pages)).toHaveLength(48);
  expect(pages.map(({ range: { start } }) => start)).toEqual([day(2026, 11, 1), day(2026, 11, 3)]);
});

test.each(['server-error', 'reset', 'truncated', 'html', 'cut-json'] as const)(
  '%s in between is overcome',
  async (kind) => {
    sandbox.faults.add({ kind, endpoint: 'archive', after: 0 });
    sandbox.faults.add({ kind, endpoint: 'archive', after: 2 });
    expect(openTimesOf(await pagesOf(spotPair, '1h', ONE_DAY))).toHaveLength(24);
  },
);

test('an abort ends it with its reason, downloads included', async () => {
  sandbox.faults.add({ kind: 'hang', endpoint: 'archive', after: 3, times: 'always' });
  const controller = new AbortController();
  const range = { start: day(2026, 11, 1), end: day(2026, 11, 5) };
  const pages = archive.fetchKlines({
    symbol: spotPair,
    interval: '1h',
    ...range,
    signal: controller.signal,
  });
  const iterator = pages[Symbol.asyncIterator]();
  expect((await iterator.next()).done).toBe(false);
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await expect(iterator.next()).rejects.toThrow('enough');
});

test('who leaves early is not kept waiting by the file that is under way', async () => {
  sandbox.faults.add({ kind: 'hang', endpoint: 'archive', after: 3, times: 'always' });
  const range = { start: day(2026, 11, 1), end: day(2026, 11, 5) };
  for await (const page of archive.fetchKlines({ symbol: spotPair, interval: '1h', ...range })) {
    expect(page.klines).toHaveLength(24);
    break;
  }
});

test('seconds of futures are refused, and so is what is no range', async () => {
  await expect(pagesOf(linearPerpetual, '1s', ONE_DAY)).rejects.toMatchObject({
    kind: 'unsupportedCapability',
  });
  await expect(pagesOf(spotPair, '1h', { start: 2, end: 1 })).rejects.toMatchObject({
    kind: 'invalidRequest',
  });
});
