import { expect, it } from 'vitest';
import { instrumentOf } from './fixtures/instrument.ts';
import { replaying } from './fixtures/replay.ts';

const symbol = 'BTC-USD-SPOT';
/** With orders counted, or named as in level 3. */
const book = (fields: string): string =>
  `{"bids":[["113729.40","0.28534551",5],["113729.3","1",1],["113729.2","2",1]],
    "asks":[["113729.41","0.00096729",2],["113729.5","1",1],["113729.6","2",1]],"sequence":900719925474099312,${fields}}`;
const running = book('"auction_mode":false,"auction":null,"time":"2025-10-28T02:50:43.768106912Z"');

it('cuts the whole book that comes to the depth that was asked for', async () => {
  await using replay = await replaying({ '/products/BTC-USD/book': running });
  const { bids, asks, ...rest } = await replay.exchange.fetchOrderBookSnapshot({ symbol, depth: 2 });
  expect(
    [bids, asks].map((side) => side.map(({ price, size }) => [price.toFixed(), size.toFixed()])),
  ).toEqual([
    [
      ['113729.4', '0.28534551'],
      ['113729.3', '1'],
    ],
    [
      ['113729.41', '0.00096729'],
      ['113729.5', '1'],
    ],
  ]);
  expect(rest).toMatchObject({
    depth: 2,
    lastUpdateId: 900_719_925_474_099_312n,
    exchangeTs: Date.UTC(2025, 9, 28, 2, 50, 43, 768),
  });
});

it('adds up what comes order by order', async () => {
  const order = (price: string, size: string, last: number): unknown[] => [
    price,
    size,
    `6f1c1a0e-6a4f-4a5b-9d43-7c0a2ce7510${last}`,
  ];
  const bids = [
    order('9585.69', '0.466', 1),
    order('9585.69', '0.43', 2),
    order('9585.6', '1', 3),
    order('9585', '2', 4),
  ];
  const asks = [order('9585.7', '0.1', 5), order('9585.70', '0.2', 6)];
  const text = JSON.stringify({ sequence: 7, bids, asks });
  await using replay = await replaying({ '/products/BTC-USD/book': text });
  const added = await replay.exchange.fetchOrderBookSnapshot({ symbol, depth: 2 });
  expect(
    [added.bids, added.asks].map((side) => side.map(({ price, size }) => [price.toFixed(), size.toFixed()])),
  ).toEqual([
    [
      ['9585.69', '0.896'],
      ['9585.6', '1'],
    ],
    [['9585.7', '0.3']],
  ]);
});

it.each([
  ['both sides', '"bids":[],"asks":[]', 'both sides of the book are empty'],
  ['a price twice', '"bids":[["2","1",1],["2","1",1]],"asks":[]', 'twice'],
])('refuses a book with %s', async (_, sides, fault) => {
  await using replay = await replaying({ '/products/BTC-USD/book': `{${sides},"sequence":7}` });
  await expect(replay.exchange.fetchOrderBookSnapshot({ symbol })).rejects.toThrow(fault);
});

it('takes a book with one side, without a sequence of its own', async () => {
  const text = '{"bids":[],"asks":[["0.5","1",1]],"sequence":0,"auction_mode":null,"time":null}';
  await using replay = await replaying({ '/products/BTC-USD/book': text });
  const { bids, asks, lastUpdateId, exchangeTs } = await replay.exchange.fetchOrderBookSnapshot({ symbol });
  expect([bids.length, asks.length, lastUpdateId, exchangeTs]).toEqual([0, 1, 0n, null]);
});

it.each([
  [1, 1],
  [2, 2],
  [5000, 2],
])('asks for depth %i at level %i', async (depth, level) => {
  await using replay = await replaying({ '/products/BTC-USD/book': running });
  await replay.exchange.fetchOrderBookSnapshot({ symbol, depth });
  expect(replay.server.requests.at(-1)).toBe(`/products/BTC-USD/book?level=${level}`);
});

it('costs one of the requests that are allowed, however deep', async () => {
  await using replay = await replaying({});
  const [one, all] = [1, 5000].map((depth) => replay.exchange.orderBookCost(instrumentOf('BTC-USD'), depth));
  // 0.9 of seven in 0.7 seconds, rounded down.
  expect(one).toEqual({
    weight: 1,
    budget: { id: `${replay.server.url} public`, capacity: 6, windowMs: 700 },
  });
  expect(all).toEqual(one);
});

it('refuses the indicative quotes of an auction, once', async () => {
  await using replay = await replaying({
    '/products/BTC-USD/book': book(
      '"auction_mode":true,"auction":{"auction_state":"collection"},"time":"2025-10-28T02:50:43.768106912Z"',
    ),
  });
  await expect(replay.exchange.fetchOrderBookSnapshot({ symbol })).rejects.toMatchObject({
    kind: 'exchange',
    code: 'auction_mode',
    message: expect.stringContaining('BTC-USD is in an auction') as string,
  });
  expect(replay.server.requests).toHaveLength(1);
});

it('tells a time that is none', async () => {
  await using replay = await replaying({ '/products/BTC-USD/book': book('"time":"soon"') });
  await expect(replay.exchange.fetchOrderBookSnapshot({ symbol })).rejects.toMatchObject({
    kind: 'badResponse',
    message: expect.stringContaining('$.time') as string,
  });
});
