import { type CommandContext, exchangeOption, parseCount, selectionOptions } from '@marketloom/cli';
import type { KlineRunOptions } from '@marketloom/ingestion';

/** The flags of every command that fetches candles. */
export const runOptions = {
  exchange: exchangeOption,
  ...selectionOptions,
  interval: { type: 'string', demandOption: true, describe: 'Intervals, such as 1m or 1m,1h' },
  concurrency: { type: 'number', describe: 'Series fetched at once [default: [klines] concurrency, 4]' },
} as const;

/** What `[klines]` and `[database]` say of how candles are fetched. */
export type KlineSettings = Required<
  Pick<KlineRunOptions, 'concurrency' | 'concurrentPages' | 'batchRows' | 'pendingCandles' | 'rereadMs'>
>;

/**
 * Reads them.
 * @param flag of `--concurrency`, where it is given
 */
export function readKlineSettings(
  { configuration, logger }: Pick<CommandContext, 'configuration' | 'logger'>,
  flag: number | undefined,
): KlineSettings {
  const settings = configuration.core('klines');
  const wanted = flag === undefined ? settings.concurrency : parseCount(flag, 'concurrency');
  // Each series under way holds a connection, and writes through others.
  const concurrency = Math.max(1, Math.min(wanted, configuration.core('database').pool_size - 2));
  if (concurrency < wanted) logger.warn(`${concurrency} series at once: [database] pool_size allows no more`);
  return {
    concurrency,
    concurrentPages: settings.concurrent_pages,
    batchRows: settings.batch_rows,
    pendingCandles: settings.pending_candles,
    rereadMs: settings.reread,
  };
}
