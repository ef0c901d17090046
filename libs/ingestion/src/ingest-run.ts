import type { Clock, ExchangeInterface, KlineArchive, Logger } from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import type { IngestProgress } from './ingest-progress.ts';

/** What the series of one run have in common. */
export interface IngestRun {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'klines'>;
  /** Where candles are taken from first; null where the API alone is asked. */
  readonly archive: KlineArchive | null;
  readonly start: number | 'listing';
  readonly end: number;
  /** The local time at which the run began, epoch ms. */
  readonly now: number;
  readonly checkStatus: boolean;
  readonly batchRows: number;
  readonly pendingCandles: number;
  /** Candles that were stored sooner than so after their end are read again by a later run, ms. */
  readonly rereadMs: number;
  /** The most pages of one series that are fetched at once, or wait to be written. */
  readonly pagesAhead: number;
  /** Aborts when nothing new is to be begun. */
  readonly stop: AbortSignal;
  /** Aborts a while later: what is in hand is given up. */
  readonly giveUp: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
  report(progress: IngestProgress): void;
}
