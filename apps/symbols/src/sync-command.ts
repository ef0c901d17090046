import {
  type Command,
  defineCommand,
  EXIT_CODES,
  type ExitCode,
  parseList,
  renderFailure,
} from '@marketloom/cli';
import { describeFailure, type SyncSummary, syncSymbols } from '@marketloom/ingestion';
import { diffDocument, renderDiff } from './render-diff.ts';

/** `symbols sync`: brings the catalogue up to what exchanges list now. */
export const sync: Command = defineCommand({
  name: 'sync',
  summary: 'Bring the catalogue up to what exchanges list now, and say what changed',
  options: {
    exchange: {
      type: 'string',
      demandOption: true,
      describe: 'Exchanges, such as binance or binance,kraken',
    },
    market: { type: 'string', describe: "Only these markets, in the exchange's words: spot,usdm" },
  },
  examples: [
    ['sync --exchange binance', 'every market of one exchange'],
    ['sync --exchange binance --market spot', 'one market; the others stay as they are'],
  ],
  async run(context, flags) {
    const names = parseList(flags.exchange, 'exchange');
    const markets = flags.market === undefined ? undefined : parseList(flags.market, 'market');
    // All adapters are there, or nothing begins.
    const exchanges = await Promise.all(names.map((name) => context.openExchange(name)));
    const database = await context.openDatabase();
    const diffs: SyncSummary[] = [];
    const failures: SyncFailure[] = [];
    for (const exchange of exchanges) {
      try {
        const { signal, logger } = context;
        const diff = await syncSymbols({ exchange, database, markets, signal, logger });
        diffs.push(diff);
        failures.push(...diff.failures.map(({ market, error }) => failureOf(exchange.id, market, error)));
      } catch (error) {
        if (exchanges.length === 1 || context.signal.aborted) throw error;
        failures.push(failureOf(exchange.id, null, error));
      }
    }
    context.output.result({ exchanges: diffs.map(diffDocument), failures }, () =>
      [...diffs.map((diff) => renderDiff(diff, context.output)), ...renderFailures(failures)].join('\n\n'),
    );
    return exitCodeOf(diffs.length, failures.length);
  },
});

/** What could not be asked: an exchange, or one market of it. */
interface SyncFailure {
  readonly exchange: string;
  /** Null where it is the whole exchange. */
  readonly market: string | null;
  readonly kind: string;
  readonly message: string;
}

function failureOf(exchange: string, market: string | null, error: unknown): SyncFailure {
  return { exchange, market, kind: describeFailure(error).kind, message: renderFailure(error) };
}

function renderFailures(failures: readonly SyncFailure[]): string[] {
  if (failures.length === 0) return [];
  const lines = failures.map(
    ({ exchange, market, message }) =>
      `  ${market === null ? exchange : `${exchange} ${market}`}: ${message}`,
  );
  return [`Failed, and so left as it was:\n${lines.join('\n')}`];
}

function exitCodeOf(done: number, failed: number): ExitCode {
  if (failed === 0) return EXIT_CODES.complete;
  return done === 0 ? EXIT_CODES.failed : EXIT_CODES.partial;
}
