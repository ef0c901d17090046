import type { Connection, Session } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import { BatchCheck } from './check-order-books.ts';
import { BOOK_COLUMNS, OrderBookEncoder } from './encode-order-books.ts';
import type { OrderBookRecord, StoreOutcome } from './order-book-store.ts';
import { findNew } from './stored-already.ts';

// Of two that store the same update at once the second finds it there. The locks are taken in the order of the
// instruments, so that two batches never wait for each other. TimescaleDB would refuse a transaction that looks into more
// than 100,000 compressed rows; a server without it takes the setting as one of nobody's.
const LOCK = `SELECT set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true),
    pg_advisory_xact_lock(hashtextextended('marketloom order book ' || id, 0))
  FROM (SELECT id FROM unnest($1::text::integer[]) AS id ORDER BY id) AS ordered`;

/** Stores batches of books, each in one transaction. */
export class OrderBookWriter {
  readonly #connection: Connection;
  /** Encoders that no copy uses. There are never more than there were copies at once. */
  readonly #encoders: OrderBookEncoder[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Adds the books that are new.
   * @throws {InvalidOrderBookError}, or what the connection throws
   */
  async write(records: readonly OrderBookRecord[], operation: string): Promise<StoreOutcome[]> {
    const check = new BatchCheck(records, operation);
    check.checkHeads();
    if (records.length === 0) return [];
    const encoder = this.#encoders.pop() ?? new OrderBookEncoder();
    try {
      const isNew = await retryConflicts(() =>
        withSession(this.#connection, (session) =>
          inTransaction(session, () => this.#add(session, records, check, encoder)),
        ),
      );
      return isNew.map((stored) => ({ stored }));
    } finally {
      this.#encoders.push(encoder);
    }
  }

  async #add(
    session: Session,
    records: readonly OrderBookRecord[],
    check: BatchCheck,
    encoder: OrderBookEncoder,
  ): Promise<boolean[]> {
    const symbolIds = [...new Set(records.map(({ symbolId }) => symbolId))];
    await session.query(LOCK, [`{${symbolIds.join(',')}}`]);
    const isNew = await findNew(session, records, symbolIds);
    // What is no book is told to be none, be it there already or not.
    for (const [index, record] of records.entries()) if (!isNew[index]) check.checked(record);
    const added = records.filter((_, index) => isNew[index]);
    if (added.length > 0) {
      const target = { table: 'order_book_snapshots', columns: BOOK_COLUMNS };
      await this.#connection.copyIn(session, target, encoder.encode(added, check));
    }
    return isNew;
  }
}
