import type { Clock, ExchangeInterface, KlineArchive, Logger } from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import type { IngestProgress } from './ingest-progress.ts';
import type { PageShare } from './page-share.ts';

/**
 * Where a series begins: an open time, aligned upwards; `listing`, the first candle there is; or where what is stored of
 * it ends, and at an open time where nothing is stored.
 */
export type SeriesStart = number | 'listing' | { readonly storedOr: number };

/** How candles are fetched and written. */
export interface RunSettings {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'klines'>;
  readonly batchRows: number;
  readonly pendingCandles: number;
  /** Candles that were stored sooner than so after their end are read again by a later run, ms. */
  readonly rereadMs: number;
  /** How many pages of a series are fetched at once, or wait to be written. */
  readonly pages: PageShare;
  /** How many transactions of one series are under way at once. */
  readonly writesAtOnce: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the series of one run have in common. */
export interface IngestRun extends RunSettings {
  /** Where candles are taken from first; null where the API alone is asked. */
  readonly archive: KlineArchive | null;
  readonly start: SeriesStart;
  readonly end: number;
  /** The local time at which the run began, epoch ms. */
  readonly now: number;
  readonly checkStatus: boolean;
  /** How long to wait for a series that another run has, ms; until it is free when left out. */
  readonly claimWithinMs?: number | undefined;
  /** Aborts when nothing new is to be begun. */
  readonly stop: AbortSignal;
  /** Aborts a while later: what is in hand is given up. */
  readonly giveUp: AbortSignal;
  report(progress: IngestProgress): void;
}
