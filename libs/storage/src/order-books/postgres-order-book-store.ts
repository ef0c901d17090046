import { assertOrderBook, isExchangeError, type OrderBookSnapshot } from '@marketloom/exchange';
import type { Connection, Session } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import { InvalidOrderBookError } from './invalid-order-book-error.ts';
import { printLevels, readLevels } from './level-arrays.ts';
import {
  abandonDiscontinuities,
  readDiscontinuities,
  recordDiscontinuities,
} from './order-book-discontinuities.ts';
import type { OrderBookLapse } from './order-book-lapse.ts';
import { readLapses, recordLapses } from './order-book-lapses.ts';
import type { OrderBookStatus, OrderBookStatusOptions } from './order-book-status.ts';
import type { OrderBookRecord, OrderBookStore, StoredOrderBook, StoreOutcome } from './order-book-store.ts';
import { readStatus } from './read-status.ts';
import type { DiscontinuityRecord, StoredDiscontinuity } from './stored-discontinuity.ts';

const INSERT = `INSERT INTO order_book_snapshots (symbol_id, retrieved_at, exchange_ts, received_at, last_update_id,
    size_unit, depth, best_bid, best_bid_size, best_ask, best_ask_size, bid_prices, bid_sizes, ask_prices, ask_sizes)
  SELECT $1::integer, $2::timestamptz, $3::timestamptz, $4::timestamptz, $5::bigint, $6::text, $7::integer,
    bid_prices[1], bid_sizes[1], ask_prices[1], ask_sizes[1], bid_prices, bid_sizes, ask_prices, ask_sizes
  FROM (SELECT $8::text::numeric[] AS bid_prices, $9::text::numeric[] AS bid_sizes,
               $10::text::numeric[] AS ask_prices, $11::text::numeric[] AS ask_sizes) AS book
  WHERE NOT EXISTS (
    SELECT FROM order_book_snapshots WHERE symbol_id = $1::integer AND last_update_id = $5::bigint
    AND retrieved_at BETWEEN $2::timestamptz - interval '1 hour' AND $2::timestamptz + interval '1 hour')
  AND NOT EXISTS (
    SELECT FROM (SELECT last_update_id FROM order_book_snapshots WHERE symbol_id = $1::integer
                 ORDER BY retrieved_at DESC LIMIT 1) AS newest WHERE last_update_id = $5::bigint)
  ON CONFLICT (symbol_id, retrieved_at, update_key) DO NOTHING`;

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

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  store(symbolId: number, snapshot: OrderBookSnapshot): Promise<StoreOutcome> {
    const operation = `store an order book of symbol ${symbolId}`;
    return withStorageErrors(operation, async () => {
      refuseImpossible(snapshot, operation, 0);
      const values = insertValues(symbolId, snapshot);
      const stored = await retryConflicts(() =>
        withSession(this.#connection, (session) =>
          inTransaction(session, () => insert(session, symbolId, values)),
        ),
      );
      return { stored };
    });
  }

  storeAll(batch: readonly OrderBookRecord[]): Promise<readonly StoreOutcome[]> {
    const operation = `store ${batch.length} order books`;
    return withStorageErrors(operation, async () => {
      batch.forEach(({ snapshot }, index) => refuseImpossible(snapshot, operation, index));
      return retryConflicts(() =>
        withSession(this.#connection, (session) =>
          inTransaction(session, async () => {
            const outcomes: StoreOutcome[] = [];
            for (const { symbolId, snapshot } of batch) {
              outcomes.push({ stored: await insert(session, symbolId, insertValues(symbolId, snapshot)) });
            }
            return outcomes;
          }),
        ),
      );
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

  status(
    symbolIds?: readonly number[],
    options: OrderBookStatusOptions = {},
  ): Promise<readonly OrderBookStatus[]> {
    return withStorageErrors('read the status of order books', () =>
      readStatus(this.#connection, symbolIds, options),
    );
  }
}

async function insert(session: Session, symbolId: number, values: unknown[]): Promise<boolean> {
  // Of two that store the same update at once the second finds it there.
  await session.query(
    "SELECT pg_advisory_xact_lock(hashtextextended('marketloom order book ' || $1::text, 0))",
    [String(symbolId)],
  );
  const { rows } = await session.query<object>(`${INSERT} RETURNING 1`, values);
  return rows.length > 0;
}

function insertValues(symbolId: number, snapshot: OrderBookSnapshot): unknown[] {
  const { exchangeTs, retrievedAt, lastUpdateId, sizeUnit, depth } = snapshot;
  const iso = (time: number): string => new Date(time).toISOString();
  const bids = printLevels(snapshot.bids);
  const asks = printLevels(snapshot.asks);
  return [
    symbolId,
    iso(exchangeTs ?? retrievedAt),
    exchangeTs === null ? null : iso(exchangeTs),
    iso(retrievedAt),
    lastUpdateId === null ? null : String(lastUpdateId),
    sizeUnit,
    depth,
    bids.prices,
    bids.sizes,
    asks.prices,
    asks.sizes,
  ];
}

function refuseImpossible(snapshot: OrderBookSnapshot, operation: string, index: number): void {
  try {
    assertOrderBook(snapshot, operation);
  } catch (error) {
    if (!isExchangeError(error)) throw error;
    throw new InvalidOrderBookError(error.message, { operation, cause: error, index });
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
