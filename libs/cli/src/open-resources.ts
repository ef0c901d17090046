import { resolve } from 'node:path';
import type { ExchangeInterface, Logger } from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import { ageInDays } from './configuration/age-in-days.ts';
import type { Configuration } from './configuration/configuration.ts';
import type { Output } from './output/output.ts';

/** What a command opens, and how it is closed again. */
export interface Resources {
  readonly openDatabase: () => Promise<Database>;
  readonly openExchange: (name: string) => Promise<ExchangeInterface>;
  /** Closes all that was opened, the database last. */
  close(): Promise<void>;
}

/** Opens the database and exchanges as the configuration says. */
export function createResources(
  appName: string,
  configuration: Configuration,
  output: Output,
  logger: Logger,
): Resources {
  let database: Promise<Database> | undefined;
  const exchanges: ExchangeInterface[] = [];
  return {
    openDatabase: () => {
      database ??= openConfiguredDatabase(appName, configuration, output, logger);
      return database;
    },
    openExchange: async (name) => {
      const { definition, values } = await configuration.exchange(name);
      const exchange = definition.create({ configuration: values, logger });
      exchanges.push(exchange);
      return exchange;
    },
    close: async () => {
      await Promise.all(exchanges.map((exchange) => exchange.close()));
      // A database that could not be opened has told so already.
      const opened = await database?.catch(() => undefined);
      await opened?.close();
    },
  };
}

async function openConfiguredDatabase(
  appName: string,
  configuration: Configuration,
  output: Output,
  logger: Logger,
): Promise<Database> {
  const { openDatabase } = await import('@marketloom/storage');
  const { url, directory, pool_size: poolSize, timeout: timeoutMs, ...ages } = configuration.core('database');
  const common = {
    poolSize,
    timeoutMs,
    applicationName: appName,
    logger,
    compressAfterDays: ageInDays(ages.compress_after, 'never'),
    keepBooksDays: ageInDays(ages.keep_books, 'forever'),
  };
  if (url !== '') return openDatabase({ ...common, url });
  const folder = resolve(configuration.baseDirectory, directory);
  output.notice(`No database is configured: using the embedded PostgreSQL in ${folder}`);
  return openDatabase({ ...common, embedded: { directory: folder } });
}
