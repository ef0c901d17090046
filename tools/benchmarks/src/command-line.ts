import { parseArgs } from 'node:util';
import { MOST_LISTED } from './scenario.ts';
import { UsageError } from './usage-error.ts';

/** What is asked for. */
export type CommandLine = {
  readonly rounds: number;
  /** Where the report is written. */
  readonly out: string;
} & (
  | {
      readonly what: 'klines';
      readonly symbols: number;
      readonly minutes: number;
      readonly profile: boolean;
    }
  | {
      readonly what: 'books';
      /** Of 1,000 levels a side; of 5,000 a fifth as many. */
      readonly books: number;
    }
  | { readonly what: 'packages' }
);

/** What `--help` prints. */
export const HELP = `Measures what Marketloom does against the limit of the server, and writes it into BENCHMARKS.md.

  npm run benchmark -- klines [options]   the ingestion of klines, against ccxt too
  npm run benchmark -- books [options]    the storing of order books, and live ones
  npm run benchmark -- packages [options] what an adapter takes to install and to import, beside ccxt

  --symbols N    instruments, 1 to ${MOST_LISTED} (10)
  --minutes N    one-minute candles of each, a multiple of 100 (100000)
  --books N      books of 1000 levels a side, a multiple of 50; of 5000 levels a fifth as many (1000)
  --rounds N     how often every contender runs (5)
  --profile      klines: also where the time of our own process goes
  --out FILE     where the report is written (BENCHMARKS.md at the root of the repository)
  --help         this

MARKETLOOM_BENCHMARK_DATABASE_URL names a server to use. Its user must be allowed to make databases, and TimescaleDB's
extension in them. Else a native PostgreSQL with TimescaleDB is started where one is installed, else the embedded one.
`;

/** Above this our own client waits for the exchange's request budget of a minute, and only that would be measured. */
const MOST_ROWS = 2_000_000;
const MOST_BOOKS = 100_000;

/** Flags that mean nothing to a benchmark. */
const FOREIGN = {
  klines: ['books'],
  books: ['symbols', 'minutes', 'profile'],
  packages: ['symbols', 'minutes', 'profile', 'books'],
} as const;

/**
 * Turns the command line into what is asked for; null asks for the help.
 * @throws {UsageError} naming what cannot be understood
 */
export function parseCommandLine(given: readonly string[], defaultOut: string): CommandLine | null {
  const { values, positionals } = readFlags(given);
  if (values.help) return null;
  const what = positionals.join(' ');
  if (what !== 'klines' && what !== 'books' && what !== 'packages') {
    throw new UsageError('say what to measure: klines, books or packages');
  }
  const foreign = FOREIGN[what].find((flag) => values[flag] !== undefined);
  if (foreign !== undefined) throw new UsageError(`--${foreign} is not of ${what}`);
  const rounds = wholeNumber('rounds', values.rounds ?? '5', 100);
  const out = values.out ?? defaultOut;
  if (what === 'packages') return { what, rounds, out };
  if (what === 'books') {
    const books = wholeNumber('books', values.books ?? '1000', MOST_BOOKS);
    if (books % 50 !== 0) throw new UsageError(`--books is a multiple of 50, but is ${books}`);
    return { what, books, rounds, out };
  }
  const symbols = wholeNumber('symbols', values.symbols ?? '10', MOST_LISTED);
  const minutes = wholeNumber('minutes', values.minutes ?? '100000', MOST_ROWS);
  if (minutes % 100 !== 0) throw new UsageError(`--minutes is a multiple of 100, but is ${minutes}`);
  if (symbols * minutes > MOST_ROWS) throw new UsageError(`no more than ${MOST_ROWS} rows in all`);
  return { what, symbols, minutes, rounds, profile: values.profile ?? false, out };
}

function readFlags(given: readonly string[]) {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  const options = {
    symbols: text,
    minutes: text,
    books: text,
    rounds: text,
    out: text,
    profile: yes,
    help: yes,
  };
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(flag: string, value: string, most: number): number {
  if (/^[1-9]\d*$/.test(value) && Number(value) <= most) return Number(value);
  throw new UsageError(`--${flag} is a whole number from 1 to ${most}, but is ${value}`);
}
