import {
  type Command,
  defineCommand,
  EXIT_CODES,
  type ExitCode,
  parseList,
  renderFailure,
} from '@marketloom/cli';
import { syncSymbols } from '@marketloom/ingestion';
import type { SymbolDiff } from '@marketloom/storage';
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
    const diffs: SymbolDiff[] = [];
    const failures: { exchange: string; message: string }[] = [];
    for (const exchange of exchanges) {
      try {
        diffs.push(
          await syncSymbols({ exchange, database, markets, signal: context.signal, logger: context.logger }),
        );
      } catch (error) {
        if (exchanges.length === 1 || context.signal.aborted) throw error;
        failures.push({ exchange: exchange.id, message: renderFailure(error) });
      }
    }
    context.output.result({ exchanges: diffs.map(diffDocument), failures }, () =>
      [
        ...diffs.map((diff) => renderDiff(diff, context.output)),
        ...failures.map(({ exchange, message }) => `${exchange}: failed: ${message}`),
      ].join('\n\n'),
    );
    return exitCodeOf(diffs.length, failures.length);
  },
});

function exitCodeOf(done: number, failed: number): ExitCode {
  if (failed === 0) return EXIT_CODES.complete;
  return done === 0 ? EXIT_CODES.failed : EXIT_CODES.partial;
}
