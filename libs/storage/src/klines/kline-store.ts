import type { Interval, KlineTable, TimeRange } from '@marketloom/exchange';
import type { MinutesInterval } from './compare-with-minutes.ts';
import type { EmptyCounts, EmptyQuestion } from './explain-empty.ts';
import type { KlineCheckOptions, KlineFindings } from './kline-finding.ts';
import type { SettledRange } from './settled-range.ts';

/** What is written in one go. */
export interface KlineBatch {
  /** Closed candles, ascending by open time. */
  readonly klines: KlineTable;
  /**
   * What is known from now on. Every candle of the batch lies in a `stored` range, and `klines` has every candle of
   * each `stored` range. Ranges do not overlap; order does not matter.
   */
  readonly settled: readonly SettledRange[];
}

/** What became of the candles of a batch. Their sum is the number of candles of the batch. */
export interface WriteCounts {
  readonly inserted: number;
  /** There before with other values. The old ones are kept as revisions. */
  readonly updated: number;
  /** There before with equal values; a value counts as equal whatever its decimal places. */
  readonly unchanged: number;
}

/** What became of the candles of a batch, and of those that it replaces. */
export interface ReplaceCounts extends WriteCounts {
  /** Were stored in the ranges of the batch, which has none there. They are kept as revisions without new values. */
  readonly removed: number;
}

/** One series of candles, ours alone until it is released. */
export interface KlineSeries extends AsyncDisposable {
  readonly symbolId: number;
  readonly interval: Interval;

  /**
   * What of a range is not settled, as merged ranges of whole candles.
   * @throws {ClaimLostError} when the connection that held the claim broke
   */
  missing(range: TimeRange): Promise<TimeRange[]>;

  /** What is settled, ascending and cut to `range`; all of it when no range is given. */
  coverage(range?: TimeRange): Promise<SettledRange[]>;

  /**
   * Stores candles and the ledger in one transaction: both or nothing. A column that the batch has not (null) leaves
   * what is stored in it. Several writes may be under way at once. Deadlocks and the like are retried.
   * @throws {InvalidKlineBatchError} when candles and settled ranges do not agree, or a value is not a finite decimal
   * @throws {WithdrawnKlinesError} when a range with stored candles is to be settled as having none
   * @throws {ClaimLostError} when the connection that held the claim broke; what was not committed is not stored
   * @throws {StorageError}
   */
  write(batch: KlineBatch): Promise<WriteCounts>;

  /**
   * Like {@link write}, but the batch is the whole truth of the ranges that it settles: what else is stored in them is
   * removed, candles off the interval's grid too, and a range that was stored may become empty or unavailable. For what
   * was read again and is known to be right, not for the first answer that has less.
   * @throws {InvalidKlineBatchError} when candles and settled ranges do not agree, or a value is not a finite decimal
   * @throws {ClaimLostError} when the connection that held the claim broke; what was not committed is not stored
   * @throws {StorageError}
   */
  replace(batch: KlineBatch): Promise<ReplaceCounts>;

  /**
   * Takes out of the ledger what it says twice or by halves: where ranges overlap or end within a candle, and all of those
   * among them that are not `stored`. Candles stay as they are; to be settled again, they are to be fetched again. A sound
   * ledger is left alone.
   * @returns the candles that are not settled any more for it: whole, ascending, merged
   * @throws {ClaimLostError} when the connection that held the claim broke; then the ledger is as it was
   * @throws {StorageError}
   */
  mendLedger(): Promise<readonly TimeRange[]>;

  /** Lets the next one in, after the writes under way. Calling it again does nothing. */
  release(): Promise<void>;
}

/** What is stored of one series. */
export interface SeriesStatus {
  readonly symbolId: number;
  readonly interval: Interval;
  /** First and last open time that are stored, epoch ms; null when none is. */
  readonly first: number | null;
  readonly last: number | null;
  /** How many candles are stored. */
  readonly rows: number;
  /** All that is settled, ascending. */
  readonly coverage: readonly SettledRange[];
}

/** Which series. */
export interface SeriesFilter {
  readonly symbolIds?: readonly number[];
  readonly intervals?: readonly Interval[];
}

/** Candles, and the ledger of what is known of which range. */
export interface KlineStore {
  /**
   * Makes one series ours, between processes too: waits until whoever has it releases it, ends or breaks down.
   * @throws the signal's reason, when it aborts
   * @throws {StorageError}
   */
  claim(
    symbolId: number,
    interval: Interval,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<KlineSeries>;

  /**
   * What is stored, by symbol and interval. Told by the ledger, so it takes as long for millions of candles as for few;
   * it is exact, since candles and ledger are written together.
   */
  status(filter?: SeriesFilter): Promise<SeriesStatus[]>;

  /**
   * The candles of a range, ascending, in tables of at most `batchSize` (10,000); decimals print as they were stored.
   * A table's optional column is null when none of its candles has a value; a new table begins where that changes.
   */
  rows(
    symbolId: number,
    interval: Interval,
    range: TimeRange,
    options?: { readonly batchSize?: number; readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<KlineTable>;

  /**
   * The candles of a range in one table.
   * @throws {MixedColumnsError} when only some of them have a value in an optional column: read them with `rows`
   */
  read(symbolId: number, interval: Interval, range: TimeRange): Promise<KlineTable>;

  /**
   * Looks at every stored candle of a series, or of a range of it, and at its ledger, and tells what is wrong with them.
   * Computed by the server, slice by slice, so that memory does not grow with the series; what is written meanwhile does
   * not look like a fault.
   * @throws the signal's reason, when it aborts
   * @throws {StorageError}
   */
  check(
    symbolId: number,
    interval: Interval,
    range?: TimeRange,
    options?: KlineCheckOptions,
  ): Promise<KlineFindings>;

  /**
   * Compares the stored candles with what the stored minutes of the same symbol make of them, exactly, where the ledger
   * of the minutes calls each of theirs stored or empty. A column is compared where the candle and all of its minutes
   * have a value; where no minute has a candle, volumes and counts must be zero. `candles` tells how many were compared:
   * none when the minutes were never ingested.
   * @throws {RangeError} for an interval that is not made of minutes
   * @throws the signal's reason, when it aborts
   * @throws {StorageError}
   */
  compareWithMinutes(
    symbolId: number,
    interval: MinutesInterval,
    range?: TimeRange,
    options?: KlineCheckOptions,
  ): Promise<KlineFindings>;

  /**
   * Gives the empty ranges of the ledger their reason, one of `EMPTY_REASONS`, by what the other series say of the same
   * time: an outage where three or more have settled it and none has a candle; not traded where another one has candles.
   * Where nothing can be told, or someone else gave a reason, it stays. No status changes, and no `settledAt`.
   * @throws the signal's reason, when it aborts; the series before have their reasons by then
   * @throws {StorageError}
   */
  explainEmpty(question: EmptyQuestion): Promise<EmptyCounts>;
}
