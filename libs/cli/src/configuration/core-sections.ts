import type { ConfigurationKey } from '@marketloom/exchange';
import { ageFault } from './age-in-days.ts';

/** A key of one of our own sections. */
export interface CoreKey extends ConfigurationKey {
  /** The only values there are, where these are few. */
  readonly choices?: readonly string[];
  /** What is wrong with a text, where its kind does not tell; null when nothing is. */
  readonly fault?: (text: string) => string | null;
}

/** The sections that are not an exchange's, with their keys. */
export const CORE_SECTIONS = {
  database: {
    url: {
      kind: 'text',
      default: '',
      description:
        'Address of a PostgreSQL 15 or newer, with or without TimescaleDB: postgres://user:password@host:5432/name. Empty: an embedded server.',
    },
    directory: {
      kind: 'text',
      default: '.marketloom/postgres',
      description:
        'Data folder of the embedded server. A relative one starts at the folder that holds config/, or else at the current one.',
    },
    pool_size: {
      kind: 'integer',
      default: 10,
      minimum: 2,
      maximum: 1000,
      description: 'The most connections to the database at one time.',
    },
    timeout: {
      kind: 'durationMs',
      default: '15s',
      minimum: 100,
      description:
        'How long the database may be silent: to a new connection, and to a statement until it is asked whether it works on it.',
    },
    compress_after: {
      kind: 'text',
      default: '',
      /** What is wrong with an age; null when nothing is. */
      fault: (text) => ageFault(text, 'never'),
      description:
        'From which age on TimescaleDB compresses candles and order books: whole days such as 30d, or never. Empty: as it was set before, at first 30d.',
    },
    keep_books: {
      kind: 'text',
      default: '',
      /** What is wrong with an age; null when nothing is. */
      fault: (text) => ageFault(text, 'forever'),
      description:
        'From which age on order books are removed: whole days such as 90d, or forever. Empty: as it was set before, at first forever.',
    },
  },
  logging: {
    level: {
      kind: 'text',
      default: 'info',
      choices: ['debug', 'info', 'warn', 'error'],
      description: 'The least that is logged, on stderr: debug, info, warn or error.',
    },
    format: {
      kind: 'text',
      default: 'auto',
      choices: ['auto', 'pretty', 'json'],
      description: 'pretty lines, json (one object a line), or auto: pretty on a terminal, else json.',
    },
  },
  klines: {
    concurrency: {
      kind: 'integer',
      default: 4,
      minimum: 1,
      maximum: 64,
      description: 'How many series (a symbol at an interval) are fetched at the same time.',
    },
    concurrent_pages: {
      kind: 'integer',
      default: 8,
      minimum: 1,
      maximum: 16,
      description: 'How many pages are fetched at the same time, of all series together.',
    },
    batch_rows: {
      kind: 'integer',
      default: 8_000,
      minimum: 1,
      maximum: 100_000,
      description: 'About how many candles one transaction writes.',
    },
    pending_candles: {
      kind: 'integer',
      default: 3,
      minimum: 0,
      maximum: 1000,
      description:
        'How many of the newest candles, when the exchange does not have them, are asked for again next time rather than settled as empty.',
    },
    reread: {
      kind: 'durationMs',
      default: '10m',
      minimum: 0,
      description:
        'Candles that were stored sooner than so after their end are read again by a later run, and changes kept as revisions.',
    },
  },
  orderbook: {
    every: {
      kind: 'durationMs',
      default: '5s',
      minimum: 100,
      description: 'The time between two snapshots, aligned to the clock.',
    },
    depth: {
      kind: 'integer',
      default: 100,
      minimum: 1,
      description:
        'How many levels a side are asked for; the smallest sufficient step of the exchange is taken.',
    },
    tolerance: {
      kind: 'durationMs',
      default: '500ms',
      minimum: 1,
      description:
        'A snapshot that is begun later than so long after its slot counts as late; half of the time between two at most.',
    },
    waiting_levels: {
      kind: 'integer',
      default: 500_000,
      minimum: 1,
      description:
        'How many levels of snapshots wait in memory while the database is away, some 500 bytes each; more are lost, and told.',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, CoreKey>>>>;

/** The name of one of our own sections. */
export type CoreSection = keyof typeof CORE_SECTIONS;
