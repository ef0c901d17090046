import { join } from 'node:path';
import { ifSkipped, recordings } from '@marketloom/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { read, type Row } from '../testing/client.ts';
import type { RecordedKlines } from './recorded-klines.ts';

const fixture = (name: string): string => join(import.meta.dirname, '..', 'fixtures', name);
let sandbox: SandboxExchange;

async function serve(...recorded: RecordedKlines[]): Promise<void> {
  sandbox = await startSandboxExchange({ recorded, limits: false });
}
afterEach(() => sandbox?.close());

const usdm = '/fapi/v1/klines?symbol=LINKUSDT&';

describe('recorded candles', () => {
  it('are served digit for digit, gaps and all, and nothing besides', async () => {
    await serve({ market: 'usdm', symbol: 'LINKUSDT', csv: fixture('vision-with-header.csv') });
    const rows = await read<Row[]>(sandbox, `${usdm}interval=1m&startTime=0`);
    expect(rows).toEqual([
      [
        1675209600000,
        '6.949',
        '6.9590',
        '6.947',
        '6.957',
        '30020.25',
        1675209659999,
        '208718.48852',
        471,
        '10610.28',
        '73780.89351',
        '0',
      ],
      [
        1675209660000,
        '6.956',
        '6.960',
        '6.947',
        '6.948',
        '55955.55',
        1675209719999,
        '389026.85814',
        541,
        '13344.03',
        '92782.75858',
        '0',
      ],
      [1675209780000, '6.95', '6.955', '6.948', '6.955', '0', 1675209839999, '0', 0, '0', '0', '0'],
    ]);
    const opens = async (query: string): Promise<number[]> =>
      (await read<Row[]>(sandbox, usdm + query)).map(([t]) => t);
    expect(await opens('interval=1m')).toHaveLength(3);
    expect(await opens('interval=1m&limit=1')).toEqual([1675209780000]);
    expect(await opens('interval=1m&startTime=1675209600001&endTime=1675209660000')).toEqual([1675209660000]);
    expect(await opens('interval=1m&startTime=1675209780001')).toEqual([]);
    expect(await opens('interval=5m&startTime=0')).toEqual([]);
    expect(sandbox.klines('usdm', 'LINKUSDT', '1m', { start: 0, end: 1675209660000 })).toEqual([rows[0]]);
  });

  it('of spot since 2025 come in microseconds and are served in milliseconds', async () => {
    await serve({ market: 'spot', symbol: 'BTCUSDT', csv: fixture('vision-microseconds.csv') });
    const rows = await read<Row[]>(sandbox, '/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=0');
    expect(rows.map((row) => [row[0], row[6], row[7]])).toEqual([
      [1735689600000, 1735689659999, '768978.57052190'],
      [1735689660000, 1735689719999, '1163883.90318820'],
    ]);
  });

  it('of six columns have zeros in the others; they are sorted, and of one time the first stays', async () => {
    await serve({ market: 'spot', symbol: 'BTCUSDT', csv: fixture('six-columns.csv') });
    const rows = await read<Row[]>(sandbox, '/api/v3/klines?symbol=BTCUSDT&interval=1h&startTime=0');
    const zeros = ['0.00000000', 0, '0.00000000', '0.00000000', '0'];
    expect(rows).toEqual([
      [1685577600000, '27210.36', '27350.0', '27023.35', '27065.77', '2772.82443', 1685581199999, ...zeros],
      [1685581200000, '27065.76', '27165.47', '27059.74', '27078.56', '1785.47203', 1685584799999, ...zeros],
      [1685584800000, '27117.9', '27150.0', '27050.11', '27066.06', '1000.5', 1685588399999, ...zeros],
    ]);
  });

  it('bring an instrument that no catalogue has', async () => {
    await serve(
      { market: 'spot', symbol: 'ODDBTC', csv: fixture('vision-microseconds.csv') },
      { market: 'usdm', symbol: 'ODDUSDT_230331', csv: fixture('vision-with-header.csv') },
    );
    const spot = await read<{ symbols: object[] }>(sandbox, '/api/v3/exchangeInfo?symbol=ODDBTC');
    expect(spot.symbols).toMatchObject([
      {
        symbol: 'ODDBTC',
        baseAsset: 'ODD',
        quoteAsset: 'BTC',
        status: 'TRADING',
        filters: [{ tickSize: '0.01000000' }, { stepSize: '0.00001000' }, {}, {}, {}, {}, {}, {}, {}],
      },
    ]);
    const { symbols } = await read<{ symbols: { symbol: string }[] }>(sandbox, '/fapi/v1/exchangeInfo');
    expect(symbols.find(({ symbol }) => symbol === 'ODDUSDT_230331')).toMatchObject({
      pair: 'ODDUSDT',
      contractType: 'CURRENT_QUARTER',
      deliveryDate: Date.UTC(2023, 2, 31, 8),
      onboardDate: 1675209600000,
      filters: expect.arrayContaining([
        expect.objectContaining({ filterType: 'PRICE_FILTER', tickSize: '0.001' }),
      ]),
    });
  });

  it.each([
    ['missing.csv', /cannot read recorded klines from .*missing\.csv/],
    ['wrong-number.csv', /wrong-number\.csv, line 2: "twenty" is not a number/],
  ])('are refused with the place of the fault: %s', async (name, message) => {
    await expect(serve({ market: 'spot', symbol: 'BTCUSDT', csv: fixture(name) })).rejects.toThrow(message);
  });
});

describe.skipIf(!recordings)(`real months, page by page${ifSkipped}`, () => {
  const lines = (file: string): string[][] =>
    (recordings?.text(file) ?? '')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(','));
  const pages = async (path: string, limit: number): Promise<Row[]> => {
    const rows: Row[] = [];
    for (
      let start = 0, page: Row[] = [];
      start === 0 || page.length === limit;
      start = (rows.at(-1)?.[6] ?? 0) + 1
    ) {
      // Each page begins where the one before ended.
      // oxlint-disable-next-line no-await-in-loop
      page = await read<Row[]>(sandbox, `${path}&startTime=${start}&limit=${limit}`);
      rows.push(...page);
    }
    return rows;
  };

  it('12 columns', async () => {
    const file = 'history/binance-usdm-vision-LINKUSDT-1m-2023-02.csv';
    await serve({ market: 'usdm', symbol: 'LINKUSDT', csv: recordings?.path(file) ?? '' });
    const rows = await pages(`${usdm}interval=1m`, 1500);
    expect(rows).toHaveLength(40_320);
    expect(rows.map((row) => row.map(String))).toEqual(lines(file));
  });

  it.each([
    ['history/binance-spot-BTCUSDT-1m-202403.clean.csv', '1m'],
    ['history/binance-spot-BTCUSDT-1h.csv', '1h'],
  ])('6 columns: %s', async (file, interval) => {
    await serve({ market: 'spot', symbol: 'BTCUSDT', csv: recordings?.path(file) ?? '' });
    const rows = await pages(`/api/v3/klines?symbol=BTCUSDT&interval=${interval}`, 1000);
    const seen = new Set<string>();
    const expected = lines(file).filter(([time]) => !seen.has(time ?? '') && seen.add(time ?? ''));
    expect(rows.map((row) => row.slice(0, 6).map(String))).toEqual(expected);
  });
});
