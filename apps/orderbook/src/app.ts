import { type App, appVersion } from '@marketloom/cli';
import { poll } from './poll-command.ts';
import { show } from './show-command.ts';
import { status } from './status-command.ts';
import { stream } from './stream-command.ts';

/** `marketloom-orderbook`. */
export const app: App = {
  name: 'marketloom-orderbook',
  version: appVersion(import.meta.url),
  summary: 'Order books of crypto exchanges in PostgreSQL and TimescaleDB: whole, exact, on schedule.',
  commands: [poll, stream, show, status],
  importModule: (specifier) => import(specifier),
};
