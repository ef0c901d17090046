import type { Instrument, OrderBookSnapshot } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from './fixtures/instruments.ts';
import { DirectTransport } from '@marketloom/testing';
import { startLoopback } from './fixtures/loopback.ts';

const futuresBook =
  '{"lastUpdateId":90071992547409931234,"E":1654232606707,"T":1654232606695,' +
  '"bids":[["30430.80","0.482"],["30430.00","0.012",[]]],"asks":[["30430.90",1.6850]]}';
const spotBook = '{"lastUpdateId":1,"bids":[["1.0","2"]],"asks":[]}';

async function fetchFrom(text: string, symbol: Instrument, depth?: number): Promise<OrderBookSnapshot> {
  await using server = await startLoopback(() => ({ text }));
  return await exchangeAt(server.url).fetchOrderBookSnapshot({
    symbol,
    ...(depth === undefined ? {} : { depth }),
  });
}

test('a futures book: the update id is exact, the time is that of the last transaction', async () => {
  const book = await fetchFrom(futuresBook, linearPerpetual);
  expect(book).toMatchObject({
    instrument: linearPerpetual,
    sizeUnit: 'base',
    depth: 100,
    lastUpdateId: 90071992547409931234n,
    exchangeTs: 1_654_232_606_695,
  });
  expect(book.bids.map(({ price, size }) => [price.toString(), size.toString()])).toEqual([
    ['30430.8', '0.482'],
    ['30430', '0.012'],
  ]);
  expect(book.asks.map(({ size }) => size.toString())).toEqual(['1.685']);
});

test('a spot book has no time; one side may be empty', async () => {
  expect(await fetchFrom(spotBook, spotPair)).toMatchObject({ exchangeTs: null, asks: [] });
});

test('sizes of COIN-M count contracts', async () => {
  expect(await fetchFrom(futuresBook, inversePerpetual)).toMatchObject({ sizeUnit: 'contracts' });
});

test.each([
  [spotPair, 1, 1, 5],
  [spotPair, 100, 100, 5],
  [spotPair, 101, 101, 25],
  [spotPair, 500, 500, 25],
  [spotPair, 1000, 1000, 50],
  [spotPair, 1001, 1001, 250],
  [spotPair, 5000, 5000, 250],
  [linearPerpetual, 1, 5, 2],
  [linearPerpetual, 6, 10, 2],
  [linearPerpetual, 21, 50, 2],
  [linearPerpetual, 51, 100, 5],
  [inversePerpetual, 101, 500, 10],
  [inversePerpetual, 501, 1000, 20],
  [inversePerpetual, 1000, 1000, 20],
])('%s: for %i levels %i are asked, at a weight of %i', async ({ market, symbol }, wanted, asked, weight) => {
  await using server = await startLoopback(() => ({ text: futuresBook }));
  const transport = new DirectTransport();
  const exchange = exchangeAt(server.url, { transport });
  const book = await exchange.fetchOrderBookSnapshot({ symbol, depth: wanted });
  expect(book.depth).toBe(asked);
  expect(server.asked.map(({ query }) => query.get('limit'))).toEqual([String(asked)]);
  expect(transport.requests).toMatchObject([{ weight }]);
  expect(market).toBe(book.instrument.market);
  expect(exchange.orderBookCost(book.instrument, wanted)).toEqual({
    weight,
    budget: transport.requests[0]?.budget,
  });
});

test.each([
  [spotPair, 5001, 'unsupportedCapability'],
  [linearPerpetual, 1001, 'unsupportedCapability'],
  [spotPair, 0, 'invalidRequest'],
  [spotPair, 1.5, 'invalidRequest'],
  [linearPerpetual, Number.NaN, 'invalidRequest'],
])('%s has no depth of %d', async (instrument, depth, kind) => {
  expect(() => exchangeAt('http://127.0.0.1:1').orderBookCost(instrument, depth)).toThrow(
    expect.objectContaining({ kind }),
  );
  await expect(fetchFrom(spotBook, instrument, depth)).rejects.toMatchObject({ kind });
});

test.each([
  ['crossed', '{"lastUpdateId":1,"bids":[["2","1"]],"asks":[["2","1"]]}', '$'],
  ['unsorted', '{"lastUpdateId":1,"bids":[["1","1"],["2","1"]],"asks":[]}', '$.bids[1]'],
  ['empty', '{"lastUpdateId":1,"bids":[],"asks":[]}', '$'],
  ['NaN', '{"lastUpdateId":1,"bids":[["NaN","1"]],"asks":[]}', '$.bids[0][0]'],
  ['zero', '{"lastUpdateId":1,"bids":[["1","0.00"]],"asks":[]}', '$.bids[0]'],
  ['without an id', '{"bids":[["1","1"]],"asks":[]}', '$'],
  ['with a negative id', '{"lastUpdateId":-1,"bids":[["1","1"]],"asks":[]}', '$.lastUpdateId'],
  ['without a side', '{"lastUpdateId":1,"bids":[["1","1"]]}', '$'],
  ['cut off', '{"lastUpdateId":1,"bids":[["1","1"', '$'],
  ['HTML', '<html></html>', '$'],
])('a book that is %s is refused', async (_, text, path) => {
  await expect(fetchFrom(text, spotPair)).rejects.toMatchObject({
    kind: 'badResponse',
    retryable: true,
    path,
  });
});
