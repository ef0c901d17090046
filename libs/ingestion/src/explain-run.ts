import type { ExchangeInterface, Logger } from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import { describeFailure } from './failure.ts';
import type { SeriesSummary } from './ingest-summary.ts';

/** What {@link explainRun} works with. */
export interface ExplainRunParts {
  readonly exchange: ExchangeInterface;
  readonly database: Pick<Database, 'symbols' | 'klines'>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A series, and how many of its candles were found to be empty. */
export type FoundEmpty = Pick<SeriesSummary, 'entry' | 'interval' | 'empty'>;

/**
 * Has the ledger say why candles are empty, by the evidence of all series of the same market, where a run has found such.
 * What cannot be told stays open, and the run's own result does not hang on it: a failure is only logged.
 */
export async function explainRun(
  { exchange, database, logger, signal }: ExplainRunParts,
  summaries: readonly FoundEmpty[],
): Promise<void> {
  const found = summaries.filter(({ empty }) => empty > 0);
  const markets = Map.groupBy(found, ({ entry }) => entry.market);
  try {
    for (const [market, series] of markets) {
      const quietIntervals = exchange.capabilities[market]?.klines.quietIntervals;
      if (quietIntervals === undefined) continue;
      const listed = await database.symbols.list({ exchange: [exchange.id], market });
      const symbolIds = listed.map(({ id }) => id);
      for (const interval of new Set(series.map((one) => one.interval))) {
        await database.klines.explainEmpty({ symbolIds, interval, quietIntervals, signal });
      }
    }
  } catch (error) {
    if (!signal.aborted)
      logger.warn('why candles are empty could not be found out', { reason: describeFailure(error).message });
  }
}
