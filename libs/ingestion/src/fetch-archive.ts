import { countCandles, isExchangeError, type KlineArchive, type TimeRange } from '@marketloom/exchange';
import { describeFailure } from './failure.ts';
import type { IngestRun } from './ingest-run.ts';
import type { Series } from './ingest-summary.ts';
import type { SeriesTally } from './series-tally.ts';
import type { SeriesWriter } from './series-writer.ts';

/** What {@link fetchArchive} works with. */
export interface FetchArchiveParts {
  readonly archive: KlineArchive;
  readonly writer: SeriesWriter;
  readonly tally: SeriesTally;
}

/**
 * Takes from an exchange's files what they hold of the ranges, and returns for which open times that is: all else is
 * left to the API. A file that cannot be used, or an archive that cannot be reached, leaves the rest of its range to the
 * API as well; the tally and the log say why.
 * @throws {StorageError}
 */
export async function fetchArchive(
  run: IngestRun,
  series: Series,
  ranges: readonly TimeRange[],
  { archive, writer, tally }: FetchArchiveParts,
): Promise<TimeRange[]> {
  const { entry, interval } = series;
  const answered: TimeRange[] = [];
  for (const range of ranges) {
    try {
      const request = { symbol: entry, interval, ...range, signal: run.giveUp };
      for await (const { range: part, klines } of archive.fetchKlines(request)) {
        await writer.add(klines, [{ ...part, status: 'stored' }]);
        answered.push(part);
        tally.fetched += klines.length;
        tally.archived += klines.length;
        const candles = countCandles(part, interval);
        run.report({ type: 'advanced', series, candles, rows: klines.length });
        if (run.stop.aborted) return answered;
      }
    } catch (error) {
      if (!isExchangeError(error)) throw error;
      tally.archiveFailure ??= describeFailure(error);
      run.logger.warn(`${entry.symbol.toString()} ${interval}: the archive fails, the API is asked instead`, {
        reason: error.message,
      });
    }
  }
  return answered;
}
