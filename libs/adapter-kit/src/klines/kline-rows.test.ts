import { expect, it } from 'vitest';
import type { KlineDialect } from './kline-dialect.ts';
import { readKlineRows } from './kline-rows.ts';

const dialect: KlineDialect = {
  path: '/candles/:symbol',
  parameters: {
    symbol: null,
    interval: 'step',
    from: { name: 'from', unit: 's', bound: 'inclusive' },
    until: null,
    limit: null,
  },
  intervals: { '1m': '60' },
  pageLimit: 100,
  overflow: 'last',
  history: { kind: 'full' },
  quietIntervals: 'sent',
  rowsAt: [],
  order: 'ascending',
  cells: { openTime: 0, open: 1, high: 1, low: 1, close: 1, volume: 2 },
  openTimeUnit: 's',
  times: 'number',
  decimals: 'text',
  unfinished: { kind: 'sent' },
};

const volumeOf = (volume: string): string | undefined => {
  const text = `[[1517443320,"1.50",${volume}]]`;
  const body = new TextEncoder().encode(text);
  const response = { status: 200, headers: {}, body, sentAt: 0, receivedAt: 0, text: () => text };
  const expected = { exchange: 'toy', operation: 'test', instrument: {} as never, interval: '1m' } as const;
  return readKlineRows(response, dialect, expected).klines.columns.volume?.[0];
};

it.each([
  ['"10824.50"', '10824.50'],
  ['10824', '10824'],
  ['0', '0'],
])('where decimals are texts, %s is %s', (sent, read) => {
  expect(volumeOf(sent)).toBe(read);
});

it.each(['10824.5', '1e30', '9007199254740993', 'null', '{}'])(
  'where decimals are texts, %s is none',
  (sent) => {
    expect(() => volumeOf(sent)).toThrow('$[0][2]');
  },
);
