import { assertOrderBook, isExchangeError } from '@marketloom/exchange';
import { InvalidDecimalError } from '../copy-format/numeric-binary.ts';
import { InvalidOrderBookError } from './invalid-order-book-error.ts';
import type { OrderBookRecord } from './order-book-store.ts';

/** The greatest `integer`, and the greatest time that a Date has. */
const MOST_LEVELS = 2 ** 31 - 1;
const LAST_TIME = 8.64e15;

/** The books of one batch, and what is wrong with them. */
export class BatchCheck {
  readonly #records: readonly OrderBookRecord[];
  readonly #operation: string;

  constructor(records: readonly OrderBookRecord[], operation: string) {
    this.#records = records;
    this.#operation = operation;
  }

  /**
   * Makes sure that times, update ids and depths can be stored.
   * @throws {InvalidOrderBookError} naming the first book where they cannot
   */
  checkHeads(): void {
    for (const record of this.#records) {
      const fault = faultOf(record);
      if (fault !== null) throw this.#refusal(record, new RangeError(fault));
    }
  }

  /**
   * Makes sure that a book is one, and runs `use` on it. That is done book by book while the server takes those before:
   * levels are looked at once, and what is at fault undoes the transaction.
   * @throws {InvalidOrderBookError} also for a decimal that `use` finds too long for PostgreSQL
   */
  checked(record: OrderBookRecord, use: () => void = () => undefined): void {
    this.encoding(record, () => {
      assertOrderBook(record.snapshot, this.#operation);
      use();
    });
  }

  /**
   * Runs a part of the encoding of a book that was checked.
   * @throws {InvalidOrderBookError} for a decimal that is too long for PostgreSQL
   */
  encoding(record: OrderBookRecord, use: () => void): void {
    try {
      use();
    } catch (error) {
      if (isExchangeError(error) || error instanceof InvalidDecimalError) throw this.#refusal(record, error);
      throw error;
    }
  }

  #refusal(record: OrderBookRecord, cause: Error): InvalidOrderBookError {
    const index = this.#records.indexOf(record);
    const place = this.#records.length === 1 ? '' : `book ${index} of ${this.#records.length}: `;
    const message = `${place}${cause.message}; nothing was stored`;
    return new InvalidOrderBookError(message, { operation: this.#operation, index, cause });
  }
}

function faultOf({ snapshot }: OrderBookRecord): string | null {
  const { depth, lastUpdateId, exchangeTs, retrievedAt } = snapshot;
  for (const time of [retrievedAt, exchangeTs ?? retrievedAt]) {
    if (!Number.isInteger(time) || Math.abs(time) > LAST_TIME)
      return `${time} is no time in whole milliseconds`;
  }
  if (!Number.isInteger(depth) || depth < 1 || depth > MOST_LEVELS) return `${depth} is no number of levels`;
  if (lastUpdateId !== null && lastUpdateId !== BigInt.asIntN(64, lastUpdateId)) {
    return `the update id ${lastUpdateId} has more than 64 bits`;
  }
  return null;
}
