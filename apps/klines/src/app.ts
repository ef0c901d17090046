import { type App, appVersion } from '@marketloom/cli';
import { follow } from './follow-command.ts';
import { ingest } from './ingest-command.ts';
import { refresh } from './refresh-command.ts';
import { repair } from './repair-command.ts';
import { status } from './status-command.ts';
import { verify } from './verify-command.ts';

/** `marketloom-klines`. */
export const app: App = {
  name: 'marketloom-klines',
  version: appVersion(import.meta.url),
  summary: 'Candles of crypto exchanges in PostgreSQL and TimescaleDB: what is missing is fetched, once.',
  commands: [ingest, follow, status, verify, repair, refresh],
  importModule: (specifier) => import(specifier),
};
