import { createHash } from 'node:crypto';
import { crc32, inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultKind } from '../faults/fault.ts';
import type { Market } from '../market.ts';
import { type KlineRow, type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { send } from '../testing/client.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
let now = NOW;
let sandbox: SandboxExchange;

beforeEach(async () => {
  now = NOW;
  sandbox = await startSandboxExchange({
    now: () => now,
    delistings: [{ market: 'spot', symbol: 'DOGEUSDT', at: Date.UTC(2026, 5, 10) }],
  });
});
afterEach(() => sandbox.close());

/** The lines of the one file in a zip; its name and checksum are looked at too. */
function unzip(zip: Buffer, name: string): string[] {
  const nameLength = zip.readUInt16LE(26);
  expect(zip.toString('utf8', 30, 30 + nameLength)).toBe(`${name}.csv`);
  const content = inflateRawSync(zip.subarray(30 + nameLength, 30 + nameLength + zip.readUInt32LE(18)));
  expect(crc32(content)).toBe(zip.readUInt32LE(14));
  expect(content.length).toBe(zip.readUInt32LE(22));
  return content.toString().trimEnd().split('\n');
}

async function lines(folder: string, name: string): Promise<string[]> {
  const path = `/data/${folder}/${name}.zip`;
  const { status, bytes, headers } = await send(sandbox, path);
  expect(status).toBe(200);
  expect(headers['x-simulated']).toBe('true');
  const { text } = await send(sandbox, `${path}.CHECKSUM`);
  expect(text).toBe(`${createHash('sha256').update(bytes).digest('hex')}  ${name}.zip\n`);
  return unzip(bytes, name);
}

const statusOf = async (path: string): Promise<number> => (await send(sandbox, `/data/${path}`)).status;
const rest = (market: Market, symbol: string, interval: string, start: number, end: number): string[] =>
  sandbox.klines(market, symbol, interval, { start, end }).map((row: KlineRow) => row.join(','));

test('a month of spot before 2025 is what REST serves, in milliseconds and without a header', async () => {
  const rows = await lines('spot/monthly/klines/BTCUSDT/1h', 'BTCUSDT-1h-2024-12');
  expect(rows).toEqual(rest('spot', 'BTCUSDT', '1h', Date.UTC(2024, 11), Date.UTC(2025, 0)));
  expect(rows).toHaveLength(31 * 24);
});

test('from 2025 on spot tells microseconds', async () => {
  const [first] = await lines('spot/daily/klines/BTCUSDT/1m', 'BTCUSDT-1m-2025-01-01');
  const [open, close] = [first?.split(',')[0], first?.split(',')[6]];
  expect([open, close]).toEqual(['1735689600000000', '1735689659999999']);
  const [seconds] = await lines('spot/daily/klines/BTCUSDT/1s', 'BTCUSDT-1s-2025-01-01');
  expect(seconds?.split(',')[6]).toBe('1735689600999999');
});

test.each<[string, Market, string]>([
  ['um', 'usdm', 'BTCUSDT'],
  ['cm', 'coinm', 'BTCUSD_PERP'],
])('futures/%s begins with a header row and stays with milliseconds', async (folder, market, symbol) => {
  const [header, ...rows] = await lines(
    `futures/${folder}/daily/klines/${symbol}/5m`,
    `${symbol}-5m-2026-11-01`,
  );
  expect(header).toMatch(/^open_time,open,high,low,close,volume,close_time,quote_volume,count,/);
  expect(rows).toEqual(rest(market, symbol, '5m', Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 2)));
});

test('the header row can be left out', async () => {
  await sandbox.close();
  sandbox = await startSandboxExchange({ now: () => now, archive: { header: false } });
  const rows = await lines('futures/um/monthly/klines/BTCUSDT/1d', 'BTCUSDT-1d-2026-10');
  expect(rows).toHaveLength(31);
});

test('the month is 1mo, and candles longer than a day have no daily files', async () => {
  const [row] = await lines('spot/monthly/klines/BTCUSDT/1mo', 'BTCUSDT-1mo-2024-02');
  expect(row).toBe(rest('spot', 'BTCUSDT', '1M', Date.UTC(2024, 1), Date.UTC(2024, 2))[0]);
  await expect(statusOf('spot/monthly/klines/BTCUSDT/1M/BTCUSDT-1M-2024-02.zip')).resolves.toBe(404);
  await expect(statusOf('spot/daily/klines/BTCUSDT/1w/BTCUSDT-1w-2024-02-05.zip')).resolves.toBe(404);
});

test('a file is there some hours after its day, or its month, has ended', async () => {
  const day = 'spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2026-11-19.zip';
  const month = 'spot/monthly/klines/BTCUSDT/1d/BTCUSDT-1d-2026-10.zip';
  now = Date.UTC(2026, 10, 20, 8) - 1;
  await expect(statusOf(day)).resolves.toBe(404);
  now += 1;
  await expect(statusOf(day)).resolves.toBe(200);
  now = Date.UTC(2026, 10, 2, 6) - 1;
  await expect(statusOf(month)).resolves.toBe(404);
  await expect(statusOf(`${month}.CHECKSUM`)).resolves.toBe(404);
  now += 1;
  await expect(statusOf(month)).resolves.toBe(200);
});

test('a week that had not closed when its month was published is not in the file', async () => {
  const rows = await lines('spot/monthly/klines/BTCUSDT/1w', 'BTCUSDT-1w-2024-02');
  const opened = rows.map((row) => new Date(Number(row.split(',')[0])).toISOString().slice(0, 10));
  expect(opened).toEqual(['2024-02-05', '2024-02-12', '2024-02-19']);
});

test('delisted instruments stay, with the candles they had', async () => {
  await expect(statusOf('spot/monthly/klines/DOGEUSDT/1d/DOGEUSDT-1d-2026-07.zip')).resolves.toBe(404);
  const rows = await lines('spot/monthly/klines/DOGEUSDT/1d', 'DOGEUSDT-1d-2026-06');
  expect(rows).toHaveLength(9);
  await expect(
    statusOf('futures/um/daily/klines/BTCUSDT_260626/1h/BTCUSDT_260626-1h-2026-06-01.zip'),
  ).resolves.toBe(200);
});

test.each([
  'spot/daily/klines/NOSUCHUSDT/1m/NOSUCHUSDT-1m-2026-11-01.zip',
  'spot/daily/klines/BTCUSDT/7m/BTCUSDT-7m-2026-11-01.zip',
  'spot/daily/klines/BTCUSDT/1m/ETHUSDT-1m-2026-11-01.zip',
  'spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2026-02-30.zip',
  'spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2010-01.zip',
  'futures/um/daily/klines/BTCUSDT/1s/BTCUSDT-1s-2026-11-01.zip',
])('%s does not exist', async (path) => {
  await expect(statusOf(path)).resolves.toBe(404);
});

test('faults inside a file leave its checksum right', async () => {
  const name = 'BTCUSDT-1h-2026-11-01';
  const right = await lines('spot/daily/klines/BTCUSDT/1h', name);
  const spoiled = async (kind: FaultKind): Promise<string[]> => {
    sandbox.faults.add({ kind, times: 2 });
    return lines('spot/daily/klines/BTCUSDT/1h', name);
  };
  const without = right.toSpliced(12, 1);
  await expect(spoiled('archive-row-missing')).resolves.toEqual(without);
  expect((await spoiled('archive-row-short'))[12]?.split(',')).toHaveLength(10);
  expect((await spoiled('archive-row-misaligned'))[12]).toMatch(/^\d+500,/);
  expect((await spoiled('archive-row-doubled')).slice(12, 14)).toEqual([right[12], right[12]]);
  const [one, other] = (await spoiled('archive-rows-differ')).slice(12, 14);
  expect(one?.split(',')[0]).toBe(other?.split(',')[0]);
  expect(one).not.toBe(other);
  expect(await lines('spot/daily/klines/BTCUSDT/1h', name)).toEqual(right);
});

test('faults of a file as a whole, and of responses', async () => {
  const path = '/data/spot/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2026-11-01.zip';
  const right = await send(sandbox, path);
  sandbox.faults.add({ kind: 'archive-wrong-checksum' });
  sandbox.faults.add({ kind: 'archive-truncated' });
  const { text } = await send(sandbox, `${path}.CHECKSUM`);
  expect(text).not.toContain(createHash('sha256').update(right.bytes).digest('hex'));
  expect((await send(sandbox, path)).bytes).toEqual(right.bytes.subarray(0, right.bytes.length >> 1));
  for (const [kind, status] of [
    ['archive-missing', 404],
    ['server-error', 503],
    ['rate-limit', 429],
    ['ban', 418],
  ] as const) {
    sandbox.faults.add({ kind, endpoint: 'archive', symbol: 'BTCUSDT' });
    expect((await send(sandbox, path)).status).toBe(status);
  }
  // It is another host than REST, which knows nothing of its bans.
  expect((await send(sandbox, '/api/v3/time')).status).toBe(200);
});

test('requests are logged under the endpoint archive, without weight', async () => {
  const path = '/data/futures/cm/daily/klines/BTCUSD_PERP/1h/BTCUSD_PERP-1h-2026-11-01.zip';
  await send(sandbox, path);
  await send(sandbox, `${path}.CHECKSUM`);
  expect(sandbox.counters).toMatchObject({ total: 2, weight: 0, byEndpoint: { 'coinm/archive': 2 } });
  expect(sandbox.requests[0]).toMatchObject({ path, market: 'coinm', endpoint: 'archive', status: 200 });
});
