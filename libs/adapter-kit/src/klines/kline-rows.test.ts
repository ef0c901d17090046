import type { KlineTable } from '@marketloom/exchange';
import { describe, expect, test } from 'vitest';
import { answerOf, contractRows, minutesOf, wholeRows } from '../fixtures/whole-rows.ts';
import type { KlineDialect } from './kline-dialect.ts';
import { type KlineRows, readKlineRows } from './kline-rows.ts';

const OPEN = Date.UTC(2024, 0, 1);
const CLOSE = OPEN + 59_999;
const row: readonly unknown[] = [
  OPEN,
  '1.10',
  '1.30',
  '1.00',
  '1.20',
  '5.0',
  CLOSE,
  '6.00',
  3,
  '2.5',
  '3.00',
  '0',
];

const read = (rows: unknown, dialect = wholeRows, contractSize: string | null = null): KlineTable =>
  readKlineRows(
    answerOf(typeof rows === 'string' ? rows : JSON.stringify(rows)),
    dialect,
    minutesOf(contractSize),
  ).klines;

test('columns stand where they should, digit for digit', () => {
  expect(read([row]).columns).toEqual({
    openTime: [OPEN],
    closeTime: [CLOSE],
    open: ['1.10'],
    high: ['1.30'],
    low: ['1.00'],
    close: ['1.20'],
    volume: ['5.0'],
    quoteVolume: ['6.00'],
    tradeCount: [3],
    takerBuyVolume: ['2.5'],
    takerBuyQuoteVolume: ['3.00'],
  });
});

test('contracts become quote, by their size', () => {
  const inverse = [
    OPEN,
    '16531.2',
    '16615.9',
    '16486.6',
    '16607.9',
    '2067959',
    CLOSE,
    '12496.62852978',
    53_963,
    '1094352',
    '6613.94163914',
    '0',
  ];
  expect(read([inverse], contractRows, '100').columns).toMatchObject({
    volume: ['12496.62852978'],
    quoteVolume: ['206795900'],
    takerBuyVolume: ['6613.94163914'],
    takerBuyQuoteVolume: ['109435200'],
  });
  expect(read([inverse], contractRows).columns).toMatchObject({
    volume: ['12496.62852978'],
    quoteVolume: null,
    takerBuyQuoteVolume: null,
  });
});

test('no rows are an empty table', () => {
  expect(read([])).toHaveLength(0);
});

test('decimals that come as numbers keep the text that was sent', () => {
  const text = `[[${OPEN},0.10,1.30,1e-7,0.00000012,9007199254740993.10,${CLOSE},"6.00",3,2.50,3,0]]`;
  expect(read(text).columns).toMatchObject({
    openTime: [OPEN],
    open: ['0.10'],
    low: ['1e-7'],
    close: ['0.00000012'],
    volume: ['9007199254740993.10'],
    takerBuyVolume: ['2.50'],
    tradeCount: [3],
  });
});

test('a candle that an outage cut off closes when its interval says', () => {
  const cut = row.with(6, OPEN + 14_838);
  expect(read([cut]).columns.closeTime).toEqual([CLOSE]);
});

test('one that closes with the next, and a quiet one that closes before it opens, close when their interval says', () => {
  expect(read([row.with(6, CLOSE + 1)]).columns.closeTime).toEqual([CLOSE]);
  const quiet = row.with(6, OPEN - 760_000).with(8, 0);
  expect(read([quiet]).columns).toMatchObject({ closeTime: [CLOSE], tradeCount: [0] });
  // The same on the way of rows whose decimals are not packed.
  const rows = [row.with(6, CLOSE + 1), quiet.with(0, CLOSE + 1)];
  expect(read(rows, contractRows, '100').columns.closeTime).toEqual([CLOSE, CLOSE + 60_000]);
});

test.each([
  ['"10824.50"', '10824.50'],
  ['10824', '10824'],
  ['10824.50', '10824.50'],
  ['0', '0'],
  ['1e30', '1e30'],
  ['9007199254740993', '9007199254740993'],
])('where decimals are texts, %s is %s', (sent, told) => {
  const text = JSON.stringify([row]).replace('"5.0"', sent);
  expect(read(text).columns.volume).toEqual([told]);
  expect(read(text.replace('"6.00"', sent), contractRows, '1').columns.volume).toEqual([told]);
});

test.each([
  ['HTML', '<html></html>', '$'],
  ['truncated JSON', '[[1,"2"', '$'],
  ['an object', '{"rows":[]}', '$'],
  ['a row that is none', [row, { open: '1' }], '$[1][0]'],
  ['a row that is too short', [row.slice(0, 10)], '$[0][10]'],
  ['a missing price', [row, row.with(3, null)], '$[1][3]'],
  ['an open time that is none', [row.with(0, 'soon')], '$[0][0]'],
  ['a fraction of a trade', [row.with(8, 1.5)], '$[0][8]'],
  ['a close time in the next candle', [row.with(6, CLOSE + 2)], '$[0][6]'],
  ['a close time before the candle', [row.with(6, OPEN - 1)], '$[0][6]'],
])('%s is a bad response that says where', (_, rows, path) => {
  expect(() => read(rows)).toThrow(expect.objectContaining({ kind: 'badResponse', retryable: true, path }));
});

describe('cells that came later', () => {
  const { closeTime: _, ...bare } = wholeRows;
  const later: KlineDialect = {
    ...bare,
    cells: {
      openTime: 0,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 2,
      quoteVolume: 3,
      newer: ['quoteVolume'],
    },
    unfinished: { kind: 'flagged', cell: 4, closed: '1' },
  };
  const readLater = (cells: readonly (readonly string[])[]): KlineRows => {
    const rows = cells.map((each, index) => [OPEN + index * 60_000, '1.50', '7', ...each]);
    return readKlineRows(answerOf(JSON.stringify(rows)), later, minutesOf(null));
  };

  test.each([
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
  ])('%s', (_name, cells, quoteVolume, closed) => {
    const told = readLater(cells);
    expect(told.klines.columns.quoteVolume).toEqual(quoteVolume);
    expect(told.closed).toBe(closed);
  });

  test('are at fault where only some rows have them', () => {
    expect(() => readLater([['9'], []])).toThrow('$[1][3]');
  });
});
