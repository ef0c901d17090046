import type { Output } from '@marketloom/cli';
import type { CatalogueEntry, StoredOrderBook } from '@marketloom/storage';
import { Big } from 'big.js';
import { expect, it } from 'vitest';
import { renderBook } from './render-book.ts';

const symbol = { toString: () => 'BTC-USDT-SPOT' };
const entry = {
  exchange: 'test',
  symbol,
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
} as unknown as CatalogueEntry;
const side = (...levels: [string, string][]): StoredOrderBook['bids'] =>
  levels.map(([price, size]) => ({ price: new Big(price), size: new Big(size) }));
const taken = Date.UTC(2026, 10, 24);
const book: StoredOrderBook = {
  symbolId: 1,
  retrievedAt: taken,
  exchangeTs: null,
  receivedAt: taken,
  lastUpdateId: 42n,
  depth: 3,
  sizeUnit: 'base',
  bids: side(['99.5', '4'], ['99', '4'], ['98', '1']),
  asks: side(['100', '1'], ['100.25', '0.5']),
};
const output = (width: number | undefined): Output =>
  ({ width, paint: (format: string, text: string) => `<${format}>${text}` }) as unknown as Output;
const view = { levels: 2, bars: 'total', time: taken + 1500, isNow: true } as const;

it('draws a ladder with bars as long as there is room', () => {
  expect(renderBook(entry, book, view, output(49)).split('\n')).toEqual([
    'test BTC-USDT-SPOT  2026-11-24T00:00:00Z, 1.5 s ago',
    '',
    '<bold>price (USDT)  size (BTC)  total',
    '      100.25         0.5    1.5  <red>███',
    '      100.00         1.0    1.0  <red>██',
    '<bold>       99.75  mid; spread 0.5 (50.13 bp)',
    '       99.50         4.0    4.0  <green>████████',
    '       99.00         4.0    8.0  <green>████████████████',
    '',
    '<dim>3 bids and 2 asks stored, update 42; time by our clock',
  ]);
});

it('draws what stands at each price, and no bars where there is no room', () => {
  const lines = renderBook(entry, book, { ...view, bars: 'level', isNow: false }, output(49)).split('\n');
  expect(lines[0]).toBe('test BTC-USDT-SPOT  2026-11-24T00:00:00Z, 1.5 s before 2026-11-24T00:00:01.500Z');
  expect(lines.slice(6, 8).map((line) => line.split('>')[1]?.length)).toEqual([16, 16]);
  expect(renderBook(entry, book, view, output(36))).not.toMatch(/[█-▏]/);
});

it('says that a side is empty', () => {
  const text = renderBook(entry, { ...book, asks: [] }, view, output(undefined));
  expect(text).toContain('one side is empty');
  expect(text).toContain('█'.repeat(80 - 33));
});
