import type { TimeRange } from '@marketloom/exchange';
import type { SessionSource } from '../connection/connection.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import type {
  AggregatedKlines,
  AggregateInterval,
  AggregateStore,
  RefreshedAggregate,
} from './aggregate-store.ts';
import { readAggregates } from './read-aggregates.ts';
import { refreshAggregates } from './refresh-aggregates.ts';

const BATCH_SIZE = 10_000;

/** {@link AggregateStore} in PostgreSQL, with TimescaleDB or without. */
export class PostgresAggregateStore implements AggregateStore {
  readonly #source: SessionSource;

  constructor(source: SessionSource) {
    this.#source = source;
  }

  async *rows(
    symbolId: number,
    interval: AggregateInterval,
    range: TimeRange,
    options: { readonly batchSize?: number; readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<AggregatedKlines> {
    const { batchSize = BATCH_SIZE, signal } = options;
    const operation = `read aggregated klines of symbol ${symbolId}, ${interval}`;
    const tables = readAggregates(this.#source, symbolId, interval, range, batchSize);
    for (;;) {
      signal?.throwIfAborted();
      const { value, done } = await withStorageErrors(operation, () => tables.next());
      if (done === true) return;
      yield value;
    }
  }

  refresh(): Promise<RefreshedAggregate[]> {
    return withStorageErrors('refresh the aggregated klines', () => refreshAggregates(this.#source));
  }
}
