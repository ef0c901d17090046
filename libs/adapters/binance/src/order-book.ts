import {
  assertOrderBook,
  BadResponseError,
  type CallOptions,
  type Instrument,
  isDecimalText,
  type OrderBookLevel,
  type OrderBookSnapshot,
  type TransportResponse,
} from '@marketloom/exchange';
import { Big } from 'big.js';
import { z } from 'zod';
import { readJson } from './json.ts';
import type { MarketClient } from './requests.ts';

const decimal = z.string().refine(isDecimalText, 'not a decimal');
/** A price and a size; old answers of the spot market have a third, unused element. */
const level = z.tuple([decimal, decimal]).rest(z.unknown());
const time = z.number().int().positive();

/**
 * `E` is when the answer was made, `T` when the last transaction in the book took place; spot answers have neither.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Order-Book
 */
const book = z.object({
  lastUpdateId: z.string().regex(/^\d+$/),
  E: time.optional(),
  T: time.optional(),
  bids: z.array(level),
  asks: z.array(level),
});

/** Keys whose values become numbers; the update id stays text, since it may outgrow them. */
const WHOLE: ReadonlySet<string> = new Set(['E', 'T']);

/**
 * The book of one instrument, at one of the depths that its market takes. The exchange's time of it is `T`: it belongs to
 * the book as the matching engine left it, while `E` belongs to the answer and moves on with a book that stands still.
 * All levels that come are kept.
 */
export async function fetchOrderBook(
  client: MarketClient,
  options: CallOptions & {
    readonly instrument: Instrument;
    readonly depth: number;
    readonly operation: string;
  },
): Promise<OrderBookSnapshot> {
  const { instrument, depth, operation, signal } = options;
  return client.send({
    path: 'depth',
    query: { symbol: instrument.exchangeSymbol, limit: depth },
    weight: client.market.orderBookWeight(depth),
    operation,
    instrument,
    signal,
    decode: (response) => {
      const { lastUpdateId, T, bids, asks } = readBook(response, operation);
      const snapshot: OrderBookSnapshot = {
        instrument,
        sizeUnit: client.market.capabilities.orderBook.sizeUnit,
        bids: bids.map(toLevel),
        asks: asks.map(toLevel),
        depth,
        lastUpdateId: BigInt(lastUpdateId),
        exchangeTs: T ?? null,
        retrievedAt: response.receivedAt,
      };
      assertOrderBook(snapshot, operation);
      return snapshot;
    },
  });
}

function readBook(response: TransportResponse, operation: string): z.infer<typeof book> {
  const result = book.safeParse(readJson(response, operation, { whole: WHOLE }));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BadResponseError(`not an order book: ${issue?.message ?? 'not as documented'}`, {
    exchange: 'binance',
    operation,
    path: ['$', ...(issue?.path ?? [])].join('.'),
    sample: response.text(),
  });
}

const toLevel = ([price, size]: z.infer<typeof level>): OrderBookLevel => ({
  price: new Big(price),
  size: new Big(size),
});
