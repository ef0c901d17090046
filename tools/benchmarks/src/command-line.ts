import { parseArgs } from 'node:util';
import { MOST_LISTED } from './scenario.ts';
import { UsageError } from './usage-error.ts';

/** What is asked for. */
export interface CommandLine {
  readonly symbols: number;
  readonly minutes: number;
  readonly rounds: number;
  readonly profile: boolean;
  /** Where the report is written. */
  readonly out: string;
}

/** What `--help` prints. */
export const HELP = `Measures the ingestion of klines against the limit of the server and against ccxt, and writes BENCHMARKS.md.

  npm run benchmark -- klines [options]

  --symbols N    instruments, 1 to ${MOST_LISTED} (10)
  --minutes N    one-minute candles of each, a multiple of 100 (100000)
  --rounds N     how often every contender runs (5)
  --profile      also: where the time of our own process goes
  --out FILE     where the report is written (BENCHMARKS.md at the root of the repository)
  --help         this

MARKETLOOM_BENCHMARK_DATABASE_URL names a server to use. Its user must be allowed to make databases, and TimescaleDB's
extension in them. Else a native PostgreSQL with TimescaleDB is started where one is installed, else the embedded one.
`;

/** Above this our own client waits for the exchange's request budget of a minute, and only that would be measured. */
const MOST_ROWS = 2_000_000;

/**
 * Turns the command line into what is asked for; null asks for the help.
 * @throws {UsageError} naming what cannot be understood
 */
export function parseCommandLine(given: readonly string[], defaultOut: string): CommandLine | null {
  const { values, positionals } = readFlags(given);
  if (values.help) return null;
  if (positionals.join(' ') !== 'klines') throw new UsageError('say what to measure: klines');
  const symbols = wholeNumber('symbols', values.symbols ?? '10', MOST_LISTED);
  const minutes = wholeNumber('minutes', values.minutes ?? '100000', MOST_ROWS);
  if (minutes % 100 !== 0) throw new UsageError(`--minutes is a multiple of 100, but is ${minutes}`);
  if (symbols * minutes > MOST_ROWS) throw new UsageError(`no more than ${MOST_ROWS} rows in all`);
  const rounds = wholeNumber('rounds', values.rounds ?? '5', 100);
  return { symbols, minutes, rounds, profile: values.profile ?? false, out: values.out ?? defaultOut };
}

function readFlags(given: readonly string[]) {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  const options = { symbols: text, minutes: text, rounds: text, out: text, profile: yes, help: yes };
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
