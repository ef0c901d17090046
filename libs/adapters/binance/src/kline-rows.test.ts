import { expect, test } from 'vitest';
import { response } from './fixtures/direct-transport.ts';
import type { KlineLayout } from './kline-layout.ts';
import { readKlineRows } from './kline-rows.ts';

const OPEN = Date.UTC(2024, 0, 1);
const CLOSE = OPEN + 59_999;
const linear: KlineLayout = { kind: 'linear', contractSize: null };
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

const read = (rows: unknown, layout: KlineLayout = linear): ReturnType<typeof readKlineRows> =>
  readKlineRows(response(200, typeof rows === 'string' ? rows : JSON.stringify(rows)), {
    interval: '1m',
    operation: 'fetchKlines',
    layout,
  });

test('linear rows: columns stand where they should, digit for digit', () => {
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

test('inverse rows: contracts become quote, by their size', () => {
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
  expect(read([inverse], { kind: 'inverse', contractSize: '100' }).columns).toMatchObject({
    volume: ['12496.62852978'],
    quoteVolume: ['206795900'],
    takerBuyVolume: ['6613.94163914'],
    takerBuyQuoteVolume: ['109435200'],
  });
  expect(read([inverse], { kind: 'inverse', contractSize: null }).columns).toMatchObject({
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
  expect(read([row.with(6, CLOSE + 1)])).toMatchObject({ length: 1, columns: { closeTime: [CLOSE] } });
  const quiet = row.with(6, OPEN - 760_000).with(8, 0);
  expect(read([quiet])).toMatchObject({ length: 1, columns: { closeTime: [CLOSE], tradeCount: [0] } });
  // The same on the way of rows whose decimals are not packed.
  const inverse: KlineLayout = { kind: 'inverse', contractSize: '100' };
  expect(read([row.with(6, CLOSE + 1), quiet.with(0, CLOSE + 1)], inverse).columns.closeTime).toEqual([
    CLOSE,
    CLOSE + 60_000,
  ]);
});

test.each([
  ['HTML', '<html></html>', '$'],
  ['truncated JSON', '[[1,"2"', '$'],
  ['an object', '{"rows":[]}', '$'],
  ['a row that is none', [row, { open: '1' }], '$[1]'],
  ['a row that is too short', [row.slice(0, 10)], '$[0]'],
  ['a missing price', [row, row.with(3, null)], '$[1][3]'],
  ['an open time that is text', [row.with(0, String(OPEN))], '$[0][0]'],
  ['a fraction of a trade', [row.with(8, 1.5)], '$[0][8]'],
  ['a close time in the next candle', [row.with(6, CLOSE + 2)], '$[0][6]'],
  ['a close time before the candle', [row.with(6, OPEN - 1)], '$[0][6]'],
])('%s is a bad response that says where', (_, rows, path) => {
  expect(() => read(rows)).toThrow(expect.objectContaining({ kind: 'badResponse', retryable: true, path }));
});
