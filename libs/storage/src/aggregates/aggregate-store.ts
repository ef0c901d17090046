import type { Interval, KlineTable, TimeRange } from '@marketloom/exchange';

/** The intervals whose candles are made of candles of one minute. */
export type AggregateInterval = Exclude<Interval, '1s' | '1m'>;

/** Candles made of minutes. */
export interface AggregatedKlines {
  readonly klines: KlineTable;
  /**
   * How many minutes are in each candle. It is whole when these are as many as its interval has
   * (`countCandles` tells): fewer when some are not stored, or the interval is not over.
   */
  readonly candleCount: readonly number[];
}

/** What was materialised. */
export interface RefreshedAggregate {
  readonly interval: '1h' | '1d';
  /** Epoch ms: its candles that end by then are as the stored minutes are; later ones are reckoned when they are read. */
  readonly until: number;
}

/** Candles of higher intervals, made of the stored candles of one minute: the view `aggregated_klines`. */
export interface AggregateStore {
  /**
   * The candles that open inside a range, ascending, in tables of at most `batchSize` (10,000). Open and close are those
   * of the first and the last minute that are stored, volumes and counts are sums; decimals are exact. A sum of which a
   * minute does not say its part is missing: a table's optional column is null then, and a new table begins where that
   * changes.
   * @throws the signal's reason, when it aborts
   * @throws {StorageError}
   */
  rows(
    symbolId: number,
    interval: AggregateInterval,
    range: TimeRange,
    options?: { readonly batchSize?: number; readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<AggregatedKlines>;

  /**
   * Has the server reckon now what was written to hours and days that it had materialised, as it does by itself every
   * quarter of an hour; only these are reckoned. Returns what is up to date then: nothing where nothing is materialised,
   * which is without TimescaleDB or under its Apache licence, and where candles are always as the minutes are.
   * @throws {StorageConflictError} when another refresh is under way, and is still so after some 100 seconds
   * @throws {InsufficientPrivilegeError} when the user does not own the tables
   * @throws {StorageError}
   */
  refresh(): Promise<RefreshedAggregate[]>;
}
