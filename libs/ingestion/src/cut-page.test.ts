import { KlineTable } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { cutPage } from './cut-page.ts';

const table = (times: readonly number[]): KlineTable => {
  const texts = times.map(String);
  const decimals = { open: texts, high: texts, low: texts, close: texts, volume: texts };
  const none = { quoteVolume: null, tradeCount: null, takerBuyVolume: null, takerBuyQuoteVolume: null };
  return new KlineTable({ openTime: times, closeTime: times, ...decimals, ...none });
};

it('keeps the rows that lie in the range, and says for which range they answer', () => {
  const page = { range: { start: 10, end: 20 }, klines: table([11, 13, 15, 19]) };
  const cut = (start: number, end: number): unknown => {
    const part = cutPage(page, { start, end });
    return part && [part.range.start, part.range.end, ...part.klines.columns.openTime];
  };
  expect(cut(0, 30)).toEqual([10, 20, 11, 13, 15, 19]);
  expect(cutPage(page, { start: 0, end: 30 })).toBe(page);
  expect(cut(13, 30)).toEqual([13, 20, 13, 15, 19]);
  expect(cut(0, 15)).toEqual([10, 15, 11, 13]);
  expect(cut(14, 15)).toEqual([14, 15]);
  expect(cut(20, 30)).toBeNull();
  expect(cut(0, 10)).toBeNull();
});
