import { describe, expect, it } from 'vitest';
import type { KlineCells, KlineDialect } from './kline-dialect.ts';
import { type KlineRows, readKlineRows } from './kline-rows.ts';

const CELLS: KlineCells = { openTime: 0, open: 1, high: 1, low: 1, close: 1, volume: 2 };

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
  cells: CELLS,
  openTimeUnit: 's',
  times: 'number',
  decimals: 'text',
  unfinished: { kind: 'sent' },
};

function readRows(text: string, spoken: KlineDialect): KlineRows {
  const body = new TextEncoder().encode(text);
  const response = { status: 200, headers: {}, body, sentAt: 0, receivedAt: 0, text: () => text };
  const expected = { exchange: 'toy', operation: 'test', instrument: {} as never, interval: '1m' } as const;
  return readKlineRows(response, spoken, expected);
}

const volumeOf = (volume: string): string | undefined =>
  readRows(`[[1517443320,"1.50",${volume}]]`, dialect).klines.columns.volume?.[0];

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

describe('cells that came later', () => {
  const later: KlineDialect = {
    ...dialect,
    cells: { ...CELLS, quoteVolume: 3, newer: ['quoteVolume'] },
    unfinished: { kind: 'flagged', cell: 4, closed: '1' },
  };

  it.each([
    [
      'are read where they are',
      [
        ['9', '1'],
        ['9', '0'],
      ],
      ['9', '9'],
      1,
    ],
    ['are unknown where no row has them, and the clock tells what is closed', [[], []], null, 2],
    ['are told of where the rows have them', [['9'], ['8']], ['9', '8'], 2],
  ])('%s', (_, cells, quoteVolume, closed) => {
    const rows = cells.map((each, index) => [1_517_443_320 + index * 60, '1.50', '7', ...each]);
    const read = readRows(JSON.stringify(rows), later);
    expect(read.klines.columns.quoteVolume).toEqual(quoteVolume);
    expect(read.closed).toBe(closed);
  });

  it('are at fault where only some rows have them', () => {
    const rows = [
      [1_517_443_320, '1.50', '7', '9'],
      [1_517_443_380, '1.50', '7'],
    ];
    expect(() => readRows(JSON.stringify(rows), later)).toThrow('$[1][3]');
  });
});
