import {
  alignRange,
  type Interval,
  intersectRanges,
  isEmptyRange,
  subtractRanges,
  type TimeRange,
} from '@marketloom/exchange';
import type { Connection } from '../connection/connection.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import { ClaimLostError } from './claim-lost-error.ts';
import { readCoverage } from './coverage-ledger.ts';
import type { KlineBatch, KlineSeries, ReplaceCounts, WriteCounts } from './kline-store.ts';
import { mendLedger } from './mend-ledger.ts';
import type { Claim } from './series-claims.ts';
import type { SettledRange } from './settled-range.ts';
import type { BatchWriter } from './write-batch.ts';

/** {@link KlineSeries} in PostgreSQL. */
export class PostgresKlineSeries implements KlineSeries {
  readonly symbolId: number;
  readonly interval: Interval;
  readonly #connection: Connection;
  readonly #writer: BatchWriter;
  readonly #claim: Claim;
  readonly #writes = new Set<Promise<unknown>>();
  #released: Promise<void> | null = null;

  constructor(
    symbolId: number,
    interval: Interval,
    connection: Connection,
    writer: BatchWriter,
    claim: Claim,
  ) {
    this.symbolId = symbolId;
    this.interval = interval;
    this.#connection = connection;
    this.#writer = writer;
    this.#claim = claim;
  }

  async missing(range: TimeRange): Promise<TimeRange[]> {
    const asked = alignRange(range, this.interval);
    const operation = this.#operation('read the coverage');
    this.#assertOurs(operation);
    if (isEmptyRange(asked)) return [];
    const settled = await withStorageErrors(operation, () => readCoverage(this.#connection, this, asked));
    return subtractRanges([asked], settled);
  }

  async coverage(range?: TimeRange): Promise<SettledRange[]> {
    const operation = this.#operation('read the coverage');
    this.#assertOurs(operation);
    const settled = await withStorageErrors(operation, () =>
      readCoverage(this.#connection, this, range ?? null),
    );
    if (range === undefined) return settled;
    return settled.flatMap((whole) =>
      intersectRanges([whole], [range]).map((part) => ({ ...whole, ...part })),
    );
  }

  write(batch: KlineBatch): Promise<WriteCounts> {
    return this.#whileOurs('write klines', (operation, beforeCommit) =>
      this.#writer.write(this, batch, operation, beforeCommit),
    );
  }

  replace(batch: KlineBatch): Promise<ReplaceCounts> {
    return this.#whileOurs('replace klines', (operation, beforeCommit) =>
      this.#writer.replace(this, batch, operation, beforeCommit),
    );
  }

  mendLedger(): Promise<readonly TimeRange[]> {
    return this.#whileOurs('mend the ledger', (_, beforeCommit) =>
      mendLedger(this.#connection, this, beforeCommit),
    );
  }

  release(): Promise<void> {
    this.#released ??= Promise.all(this.#writes).then(() => this.#claim.release());
    return this.#released;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  /** Runs a write that a release waits for, so that only the loss of the claim can undo it. */
  #whileOurs<T>(
    verb: string,
    store: (operation: string, beforeCommit: () => void) => Promise<T>,
  ): Promise<T> {
    const operation = this.#operation(verb);
    const write = withStorageErrors(operation, async () => {
      this.#assertOurs(operation);
      return store(operation, () => this.#assertNotLost(operation));
    });
    const settled = Promise.allSettled([write]);
    this.#writes.add(settled);
    void settled.then(() => this.#writes.delete(settled));
    return write;
  }

  #operation(verb: string): string {
    return `${verb} of symbol ${this.symbolId}, ${this.interval}`;
  }

  #assertOurs(operation: string): void {
    if (this.#released !== null) throw new ClaimLostError('the claim was released', { operation });
    this.#assertNotLost(operation);
  }

  #assertNotLost(operation: string): void {
    if (this.#claim.lost) throw new ClaimLostError('the connection that held the claim broke', { operation });
  }
}
