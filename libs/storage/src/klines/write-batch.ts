import type { Connection, Session } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import { checkBatch } from './check-batch.ts';
import { type LedgerSeries, settle } from './coverage-ledger.ts';
import { KlineEncoder } from './encode-klines.ts';
import { prepareStage } from './kline-stage.ts';
import type { KlineBatch, ReplaceCounts, WriteCounts } from './kline-store.ts';
import { replaceKlines } from './replace-klines.ts';
import { copyKlines, isOccupied, type KlineRows, mergeKlines } from './store-klines.ts';

const NOTHING: WriteCounts = { inserted: 0, updated: 0, unchanged: 0 };

/** Stores batches, each in one transaction: candles and ledger, or neither. */
export class BatchWriter {
  readonly #connection: Connection;
  /** Encoders that no copy uses. There are never more than there were copies at once. */
  readonly #encoders: KlineEncoder[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Adds what is new, and changes what differs.
   * @param beforeCommit is called when all is done but the commit; what it throws undoes the transaction
   * @throws {InvalidKlineBatchError}, {@link WithdrawnKlinesError}, or what the connection throws
   */
  async write(
    series: LedgerSeries,
    batch: KlineBatch,
    operation: string,
    beforeCommit: () => void = () => undefined,
  ): Promise<WriteCounts> {
    const settled = checkBatch(batch, series.interval, operation);
    if (settled.length === 0) return NOTHING;
    const rows: KlineRows = { ...series, klines: batch.klines, operation };
    const isEmpty = rows.klines.length === 0;
    return this.#retry(async (session, encoder) => {
      const merges = !isEmpty && (await isOccupied(session, rows));
      if (merges) await prepareStage(session);
      return inTransaction(session, async () => {
        const store = merges ? mergeKlines : copyKlines;
        const counts = isEmpty ? NOTHING : await store(this.#connection, session, rows, encoder);
        await settle(session, rows, settled, { operation, mayWithdraw: false });
        beforeCommit();
        return counts;
      });
    });
  }

  /**
   * Makes what is stored in the settled ranges what the batch has.
   * @param beforeCommit as for {@link write}
   * @throws {InvalidKlineBatchError}, or what the connection throws
   */
  async replace(
    series: LedgerSeries,
    batch: KlineBatch,
    operation: string,
    beforeCommit: () => void = () => undefined,
  ): Promise<ReplaceCounts> {
    const settled = checkBatch(batch, series.interval, operation);
    if (settled.length === 0) return { ...NOTHING, removed: 0 };
    const rows: KlineRows = { ...series, klines: batch.klines, operation };
    return this.#retry(async (session, encoder) => {
      await prepareStage(session);
      return inTransaction(session, async () => {
        const counts = await replaceKlines(this.#connection, session, rows, encoder, settled);
        await settle(session, rows, settled, { operation, mayWithdraw: true });
        beforeCommit();
        return counts;
      });
    });
  }

  /** Runs a transaction in a session of its own, again when another one was in its way. */
  async #retry<T>(attempt: (session: Session, encoder: KlineEncoder) => Promise<T>): Promise<T> {
    const encoder = this.#encoders.pop() ?? new KlineEncoder();
    try {
      return await retryConflicts(() =>
        withSession(this.#connection, (session) => attempt(session, encoder)),
      );
    } finally {
      this.#encoders.push(encoder);
    }
  }
}
