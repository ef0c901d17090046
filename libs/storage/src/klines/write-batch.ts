import type { Connection, Session } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { checkBatch } from './check-batch.ts';
import { type LedgerSeries, settle } from './coverage-ledger.ts';
import { KlineEncoder } from './encode-klines.ts';
import { prepareStage } from './kline-stage.ts';
import type { KlineBatch, WriteCounts } from './kline-store.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import type { SettledRange } from './settled-range.ts';
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
    const rows = { ...series, klines: batch.klines, operation };
    const encoder = this.#encoders.pop() ?? new KlineEncoder();
    try {
      return await retryConflicts(() =>
        withSession(this.#connection, (session) =>
          this.#attempt(session, rows, settled, encoder, beforeCommit),
        ),
      );
    } finally {
      this.#encoders.push(encoder);
    }
  }

  async #attempt(
    session: Session,
    rows: KlineRows,
    settled: readonly SettledRange[],
    encoder: KlineEncoder,
    beforeCommit: () => void,
  ): Promise<WriteCounts> {
    const isEmpty = rows.klines.length === 0;
    const merges = !isEmpty && (await isOccupied(session, rows));
    if (merges) await prepareStage(session);
    return inTransaction(session, async () => {
      const store = merges ? mergeKlines : copyKlines;
      const counts = isEmpty ? NOTHING : await store(this.#connection, session, rows, encoder);
      await settle(session, rows, settled, rows.operation);
      beforeCommit();
      return counts;
    });
  }
}
