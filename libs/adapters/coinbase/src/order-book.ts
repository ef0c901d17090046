import { type OrderBookEndpoint, readLevels, readSequence, timeOrNull } from '@marketloom/adapter-kit';
import { ExchangeRefusalError, type PackedLevels } from '@marketloom/exchange';
import type { JsonReader } from '@marketloom/transport';
import { readOrders } from './read-orders.ts';

/**
 * https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-book: level 1 is the best bid and
 * ask, level 2 the whole book, of which as much is read as was asked for. Level 3, order by order, tells no more of prices
 * and sizes, and those who poll it are threatened with being blocked. In an auction the book shows indicative quotes, and
 * may be crossed.
 */
export const orderBook: OrderBookEndpoint = {
  // However deep the book is, it comes whole.
  depths: { kind: 'upTo', maximum: 1_000_000 },
  defaultDepth: 100,
  sizeUnit: 'base',
  omits: [],
  request: ({ exchangeSymbol }, depth) => ({
    path: `/products/${encodeURIComponent(exchangeSymbol)}/book`,
    query: { level: depth === 1 ? 1 : 2 },
  }),
  read(answer, { exchangeSymbol }, { depth, exchange, operation }) {
    if (answer.optional('auction_mode')?.value === true) {
      throw new ExchangeRefusalError(
        `${exchangeSymbol} is in an auction: the book shows indicative quotes, not orders that can be matched`,
        { exchange, operation, code: 'auction_mode' },
      );
    }
    const time = answer.optional('time');
    return {
      bids: readSide(answer.field('bids'), depth),
      asks: readSide(answer.field('asks'), depth),
      lastUpdateId: readSequence(answer.field('sequence')),
      // Until 2022 it was not sent.
      exchangeTs: timeOrNull(time, 'iso'),
    };
  },
};

/** A level tells how many orders it has; what has an order's name in its place is one order of a level. */
function readSide(side: JsonReader, depth: number): PackedLevels {
  const [first] = side.items();
  const cells = first?.items() ?? [];
  return cells[2] !== undefined && ORDER.test(String(cells[2].value))
    ? readOrders(side, depth)
    : readLevels(side, 0, 1, depth);
}

/** A UUID. */
const ORDER = /^[\da-f]{8}-[\da-f-]{27}$/i;
