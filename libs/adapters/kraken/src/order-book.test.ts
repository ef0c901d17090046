import { JsonReader, parseExactJson } from '@marketloom/transport';
import { expect, it } from 'vitest';
import { futuresBook } from './order-book.ts';

const read = (fields: string) => {
  const body = new TextEncoder().encode(`{"orderBook":{"bids":[[5e-7,3]],"asks":[]}${fields}}`);
  const context = { exchange: 'kraken', operation: 'test' };
  const asked = { ...context, depth: 1000 };
  return futuresBook.read(JsonReader.of(parseExactJson(body), context), {} as never, asked);
};

it('of futures the time is read where it is told', () => {
  expect(read(',"serverTime":"2022-06-04T06:50:03.653Z"').exchangeTs).toBe(
    Date.UTC(2022, 5, 4, 6, 50, 3, 653),
  );
  expect(read('').exchangeTs).toBeNull();
  expect(() => read(',"serverTime":"soon"')).toThrow('$.serverTime');
});

it('one side may be empty', () => {
  const { bids, asks } = read('');
  expect([bids.length, asks.length]).toEqual([1, 0]);
});
