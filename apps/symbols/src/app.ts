import { type App, appVersion } from '@marketloom/cli';
import { list } from './list-command.ts';
import { show } from './show-command.ts';
import { sync } from './sync-command.ts';

/** `marketloom-symbols`. */
export const app: App = {
  name: 'marketloom-symbols',
  version: appVersion(import.meta.url),
  summary:
    'The catalogue of what crypto exchanges list, in one standard form, in PostgreSQL and TimescaleDB.',
  commands: [sync, list, show],
  importModule: (specifier) => import(specifier),
};
