import {
  assertOrderBook,
  type CallOptions,
  type Instrument,
  LevelPacker,
  type OrderBookSnapshot,
  type PackedLevels,
  packedOrderBook,
} from '@marketloom/exchange';
import { type JsonReader, readExactJson } from '@marketloom/transport';
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
      const head = {
        instrument,
        sizeUnit: client.market.capabilities.orderBook.sizeUnit,
        depth,
        lastUpdateId: readUpdateId(book.field('lastUpdateId')),
        exchangeTs: book.optional('T')?.integer() ?? null,
        retrievedAt: response.receivedAt,
      };
      const sides = { bids: readSide(book, 'bids'), asks: readSide(book, 'asks') };
      const snapshot = packedOrderBook(head, sides);
      assertOrderBook(snapshot, operation);
      return snapshot;
    },
  });
}

/** A level is a price and a size; old answers of the spot market have a third, unused element. */
function readSide(book: JsonReader, side: 'bids' | 'asks'): PackedLevels {
  const levels = book.field(side).items();
  const packer = new LevelPacker(levels.length);
  for (const level of levels) packer.add(level.item(0).decimal(), level.item(1).decimal());
  return packer.finish();
}

/** Update ids outgrow what a float holds exactly. */
function readUpdateId(id: JsonReader): bigint {
  const text = id.decimal();
  return /^\d+$/.test(text) ? BigInt(text) : id.fail('is not an update id');
}
