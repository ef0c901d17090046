import type { OrderBookSnapshot } from '@marketloom/exchange';
import type { Connection } from '../connection/connection.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import type { BookExpiry } from './book-expiry.ts';
import { readLevels } from './level-arrays.ts';
import {
  abandonDiscontinuities,
  readDiscontinuities,
  recordDiscontinuities,
} from './order-book-discontinuities.ts';
import type { OrderBookLapse } from './order-book-lapse.ts';
import { readLapses, recordLapses } from './order-book-lapses.ts';
import type { OrderBookStatus, OrderBookStatusOptions } from './order-book-status.ts';
import type { OrderBookRecord, OrderBookStore, StoredOrderBook, StoreOutcome } from './order-book-store.ts';
import { OrderBookWriter } from './order-book-writer.ts';
import { readStatus } from './read-status.ts';
import { removeBooks } from './remove-books.ts';
import type { DiscontinuityRecord, StoredDiscontinuity } from './stored-discontinuity.ts';

const SELECT_NEWEST = `SELECT ${['retrieved_at', 'exchange_ts', 'received_at'].map((name) => `${epochMs(name)} AS ${name}`).join(', ')},
    last_update_id::text AS last_update_id, depth, size_unit, bid_prices::text AS bid_prices,
    bid_sizes::text AS bid_sizes, ask_prices::text AS ask_prices, ask_sizes::text AS ask_sizes
  FROM order_book_snapshots WHERE symbol_id = $1 AND order_book_snapshots.retrieved_at <= $2::timestamptz
  ORDER BY order_book_snapshots.retrieved_at DESC, update_key DESC LIMIT 1`;

interface OrderBookRow {
  readonly retrieved_at: string;
  readonly exchange_ts: string | null;
  readonly received_at: string;
  readonly last_update_id: string | null;
  readonly depth: number;
  readonly size_unit: OrderBookSnapshot['sizeUnit'];
  readonly bid_prices: string;
  readonly bid_sizes: string;
  readonly ask_prices: string;
  readonly ask_sizes: string;
}

/** {@link OrderBookStore} in PostgreSQL, with TimescaleDB or without. */
export class PostgresOrderBookStore implements OrderBookStore {
  readonly #connection: Connection;
  readonly #writer: OrderBookWriter;
  readonly #expiry: BookExpiry | null;

  /** @param expiry removes old books beside storing new ones; none when left out */
  constructor(connection: Connection, expiry: BookExpiry | null = null) {
    this.#connection = connection;
    this.#expiry = expiry;
    this.#writer = new OrderBookWriter(connection);
  }

  async store(symbolId: number, snapshot: OrderBookSnapshot): Promise<StoreOutcome> {
    const [outcome] = await this.#write(
      [{ symbolId, snapshot }],
      `store an order book of symbol ${symbolId}`,
    );
    return outcome as StoreOutcome;
  }

  storeAll(batch: readonly OrderBookRecord[]): Promise<readonly StoreOutcome[]> {
    return this.#write(batch, `store ${batch.length} order books`);
  }

  #write(batch: readonly OrderBookRecord[], operation: string): Promise<StoreOutcome[]> {
    return withStorageErrors(operation, async () => {
      const outcomes = await this.#writer.write(batch, operation);
      this.#expiry?.afterStoring();
      return outcomes;
    });
  }

  newest(symbolId: number): Promise<StoredOrderBook | null> {
    return this.at(symbolId, null);
  }

  at(symbolId: number, time: number | null): Promise<StoredOrderBook | null> {
    return withStorageErrors(`read an order book of symbol ${symbolId}`, async () => {
      const { rows } = await this.#connection.query<OrderBookRow>(SELECT_NEWEST, [
        symbolId,
        time === null ? 'infinity' : new Date(time).toISOString(),
      ]);
      return rows[0] === undefined ? null : storedBook(symbolId, rows[0]);
    });
  }

  recordLapses(given: readonly OrderBookLapse[]): Promise<void> {
    return withStorageErrors('record lapses of order books', () => recordLapses(this.#connection, given));
  }

  lapses(symbolId: number, since?: number): Promise<readonly OrderBookLapse[]> {
    return withStorageErrors(`read the lapses of order books of symbol ${symbolId}`, () =>
      readLapses(this.#connection, symbolId, since),
    );
  }

  recordDiscontinuities(records: readonly DiscontinuityRecord[]): Promise<void> {
    return withStorageErrors('record discontinuities of order books', () =>
      recordDiscontinuities(this.#connection, records),
    );
  }

  abandonDiscontinuities(symbolIds: readonly number[], now: number): Promise<readonly StoredDiscontinuity[]> {
    return withStorageErrors('mark discontinuities of order books as abandoned', () =>
      abandonDiscontinuities(this.#connection, symbolIds, now),
    );
  }

  discontinuities(symbolId: number, since?: number): Promise<readonly StoredDiscontinuity[]> {
    return withStorageErrors(`read the discontinuities of order books of symbol ${symbolId}`, () =>
      readDiscontinuities(this.#connection, symbolId, since),
    );
  }

  removeBefore(time: number, signal?: AbortSignal): Promise<number> {
    return withStorageErrors('remove old order books', () => removeBooks(this.#connection, time, signal));
  }

  status(
    symbolIds?: readonly number[],
    options: OrderBookStatusOptions = {},
  ): Promise<readonly OrderBookStatus[]> {
    return withStorageErrors('read the status of order books', () =>
      readStatus(this.#connection, symbolIds, options),
    );
  }
}

function storedBook(symbolId: number, row: OrderBookRow): StoredOrderBook {
  return {
    symbolId,
    retrievedAt: Number(row.retrieved_at),
    exchangeTs: row.exchange_ts === null ? null : Number(row.exchange_ts),
    receivedAt: Number(row.received_at),
    lastUpdateId: row.last_update_id === null ? null : BigInt(row.last_update_id),
    depth: row.depth,
    sizeUnit: row.size_unit,
    bids: readLevels({ prices: row.bid_prices, sizes: row.bid_sizes }),
    asks: readLevels({ prices: row.ask_prices, sizes: row.ask_sizes }),
  };
}
