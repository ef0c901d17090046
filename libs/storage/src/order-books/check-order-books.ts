import { assertOrderBook, isExchangeError, type OrderBookLevel } from '@marketloom/exchange';
import { MOST_DECIMAL_PLACES, MOST_INTEGER_DIGITS } from '../copy-format/numeric-binary.ts';
import { InvalidOrderBookError } from './invalid-order-book-error.ts';
import type { OrderBookRecord } from './order-book-store.ts';

/** The greatest `integer`, and the greatest time that a Date has. */
const MOST_LEVELS = 2 ** 31 - 1;
const LAST_TIME = 8.64e15;

/**
 * Makes sure that all of these can be stored.
 * @throws {InvalidOrderBookError} naming the first that cannot
 */
export function checkOrderBooks(records: readonly OrderBookRecord[], operation: string): void {
  records.forEach((record, index) => {
    const refuse = (fault: string, cause?: unknown): never => {
      const place = records.length === 1 ? '' : `book ${index} of ${records.length}: `;
      const message = `${place}${fault}; nothing was stored`;
      throw new InvalidOrderBookError(message, {
        operation,
        index,
        ...(cause === undefined ? {} : { cause }),
      });
    };
    try {
      assertOrderBook(record.snapshot, operation);
    } catch (error) {
      if (!isExchangeError(error)) throw error;
      refuse(error.message, error);
    }
    const fault = faultOf(record);
    if (fault !== null) refuse(fault);
  });
}

function faultOf({ snapshot }: OrderBookRecord): string | null {
  const { bids, asks, depth, lastUpdateId, exchangeTs, retrievedAt } = snapshot;
  for (const time of [retrievedAt, exchangeTs ?? retrievedAt]) {
    if (!Number.isInteger(time) || Math.abs(time) > LAST_TIME)
      return `${time} is no time in whole milliseconds`;
  }
  if (!Number.isInteger(depth) || depth < 1 || depth > MOST_LEVELS) return `${depth} is no number of levels`;
  if (lastUpdateId !== null && lastUpdateId !== BigInt.asIntN(64, lastUpdateId)) {
    return `the update id ${lastUpdateId} has more than 64 bits`;
  }
  for (const [side, levels] of Object.entries({ bids, asks })) {
    const index = levels.findIndex((level) => !fits(level));
    if (index >= 0) return `a decimal of ${side}[${index}] is more than PostgreSQL's numeric can hold`;
  }
  return null;
}

function fits({ price, size }: OrderBookLevel): boolean {
  return (
    price.e < MOST_INTEGER_DIGITS &&
    size.e < MOST_INTEGER_DIGITS &&
    price.c.length - 1 - price.e <= MOST_DECIMAL_PLACES &&
    size.c.length - 1 - size.e <= MOST_DECIMAL_PLACES
  );
}
