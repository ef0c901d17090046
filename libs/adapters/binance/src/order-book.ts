import { type OrderBookEndpoint, readLevels, readSequence } from '@marketloom/adapter-kit';

/**
 * The exchange's time of a book is `T`, when the last transaction in it took place: it belongs to the book as the matching
 * engine left it, while `E` is when the answer was made and moves on with a book that stands still. Spot answers have
 * neither. All levels that come are kept; old answers of spot have a third, unused element in each.
 */
const shared = (path: string, weightOf: (depth: number) => number) =>
  ({
    // What costs least of the steps that show more than the very top.
    defaultDepth: 100,
    stream: true,
    request: ({ exchangeSymbol }, depth) => ({
      path,
      query: { symbol: exchangeSymbol, limit: depth },
      weight: weightOf(depth),
    }),
    read: (answer) => ({
      bids: readLevels(answer.field('bids')),
      asks: readLevels(answer.field('asks')),
      lastUpdateId: readSequence(answer.field('lastUpdateId')),
      exchangeTs: answer.optional('T')?.integer() ?? null,
    }),
  }) satisfies Partial<OrderBookEndpoint>;

function spotWeight(depth: number): number {
  if (depth <= 100) return 5;
  if (depth <= 500) return 25;
  return depth <= 1000 ? 50 : 250;
}

function futuresWeight(depth: number): number {
  if (depth <= 50) return 2;
  if (depth <= 100) return 5;
  return depth <= 500 ? 10 : 20;
}

const futuresDepths = { kind: 'steps', steps: [5, 10, 20, 50, 100, 500, 1000] } as const;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book */
export const spotBook: OrderBookEndpoint = {
  ...shared('/api/v3/depth', spotWeight),
  depths: { kind: 'upTo', maximum: 5000 },
  sizeUnit: 'base',
  omits: ['exchangeTs'],
};

/** https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Order-Book */
export const usdmBook: OrderBookEndpoint = {
  ...shared('/fapi/v1/depth', futuresWeight),
  depths: futuresDepths,
  sizeUnit: 'base',
  omits: [],
};

/** https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Order-Book */
export const coinmBook: OrderBookEndpoint = {
  ...usdmBook,
  ...shared('/dapi/v1/depth', futuresWeight),
  sizeUnit: 'contracts',
};
