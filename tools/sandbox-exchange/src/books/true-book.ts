import { isMarket, type Market } from '../market.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';

/** A book as it truly is. Levels are price and size as they are written, best first. */
export interface TrueBook {
  readonly lastUpdateId: number;
  /** When it came to be, epoch ms. */
  readonly time: number;
  readonly bids: readonly (readonly [price: string, size: string])[];
  readonly asks: readonly (readonly [price: string, size: string])[];
}

/** Which book is wanted. */
export interface TrueBookRequest {
  readonly market: Market;
  readonly symbol: string;
  /** The newest at `now` when left out. */
  readonly at: { readonly updateId: number } | { readonly time: number } | undefined;
  /** All levels when left out. */
  readonly depth: number | undefined;
  readonly now: number;
}

/**
 * The true book of an instrument.
 * @throws {RangeError} when there is no such instrument, or its book was handed in
 */
export function trueBook(exchange: SimulatedExchange, request: TrueBookRequest): TrueBook {
  const { market, symbol, at, depth, now } = request;
  const times = at && 'time' in at ? [now, at.time] : [now];
  const instrument = exchange.findListedEver(market, symbol, times);
  if (!instrument) throw new RangeError(`the sandbox has no ${symbol} on ${market}`);
  const book = exchange.orderBook(instrument);
  const updateId = at && 'updateId' in at ? at.updateId : book.updateIdAt(at?.time ?? now);
  if (exchange.hasRecordedBook(instrument)) {
    throw new RangeError(`the book of ${symbol} on ${market} was handed in: the sandbox has no other`);
  }
  const body = exchange.bookOf(instrument, updateId, depth ?? Infinity);
  return { time: book.timeOf(updateId), ...(JSON.parse(body.toString()) as Omit<TrueBook, 'time'>) };
}

/**
 * The same, as another process asks for it: `market`, `symbol`, and where wanted `updateId` or `time` (epoch ms), `depth`.
 * @throws {RangeError} when something is missing, or there is no such instrument
 */
export function trueBookAsked(exchange: SimulatedExchange, query: URLSearchParams, now: number): TrueBook {
  const market = query.get('market');
  const symbol = query.get('symbol');
  if (!isMarket(market) || symbol === null) throw new RangeError('a book has a market and a symbol');
  const [updateId, time, depth] = ['updateId', 'time', 'depth'].map((name) => wholeNumber(query, name));
  const at = updateId === undefined ? (time === undefined ? undefined : { time }) : { updateId };
  return trueBook(exchange, { market, symbol, at, depth, now });
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new RangeError(`${name} is a whole number, but is ${text}`);
  return Number(text);
}
