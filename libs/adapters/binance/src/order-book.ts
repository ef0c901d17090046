import {
  assertOrderBook,
  type CallOptions,
  type Instrument,
  type OrderBookLevel,
  type OrderBookSnapshot,
} from '@marketloom/exchange';
import { type JsonReader, readExactJson } from '@marketloom/transport';
import { Big } from 'big.js';
import type { MarketClient } from './requests.ts';

/** Which book to fetch, and how deep. */
export interface OrderBookQuestion extends CallOptions {
  readonly instrument: Instrument;
  /** One that the market takes. */
  readonly depth: number;
  /** What is being done, for errors. */
  readonly operation: string;
}

/**
 * The book of one instrument. The exchange's time of it is `T`, when the last transaction in it took place: it belongs to
 * the book as the matching engine left it, while `E` is when the answer was made and moves on with a book that stands
 * still. Spot answers have neither. All levels that come are kept.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Order-Book
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Order-Book
 */
export async function fetchOrderBook(
  client: MarketClient,
  { instrument, depth, operation, signal }: OrderBookQuestion,
): Promise<OrderBookSnapshot> {
  return client.send({
    path: 'depth',
    query: { symbol: instrument.exchangeSymbol, limit: depth },
    weight: client.market.orderBookWeight(depth),
    operation,
    instrument,
    signal,
    decode: (response) => {
      const book = readExactJson(response, { exchange: 'binance', operation });
      const snapshot: OrderBookSnapshot = {
        instrument,
        sizeUnit: client.market.capabilities.orderBook.sizeUnit,
        bids: readSide(book, 'bids'),
        asks: readSide(book, 'asks'),
        depth,
        lastUpdateId: readUpdateId(book.field('lastUpdateId')),
        exchangeTs: book.optional('T')?.integer() ?? null,
        retrievedAt: response.receivedAt,
      };
      assertOrderBook(snapshot, operation);
      return snapshot;
    },
  });
}

/** A level is a price and a size; old answers of the spot market have a third, unused element. */
function readSide(book: JsonReader, side: 'bids' | 'asks'): OrderBookLevel[] {
  const levels = book.field(side).items();
  return levels.map((level) => ({
    price: new Big(level.item(0).decimal()),
    size: new Big(level.item(1).decimal()),
  }));
}

/** Update ids outgrow what a float holds exactly. */
function readUpdateId(id: JsonReader): bigint {
  const text = id.decimal();
  return /^\d+$/.test(text) ? BigInt(text) : id.fail('is not an update id');
}
