import { type Command, defineCommand, EXIT_CODES, parseList } from '@marketloom/cli';
import { UnknownSymbolError } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import { entryDocument } from './entry-document.ts';

/** `symbols show SYMBOL`: all that is known of it, on every exchange that has it. */
export const show: Command = defineCommand({
  name: 'show <symbol>',
  summary: 'Show all that is known of a symbol',
  positionals: { symbol: 'Standard symbol, such as BTC-USDT-SPOT' },
  options: { exchange: { type: 'string', describe: 'Only these exchanges' } },
  examples: [
    ['show BTC-USDT-SPOT', 'on every exchange that has it'],
    ['show BTC-USD-PERP', 'every instrument that answers to it, the most representative first'],
  ],
  async run({ openDatabase, output }, flags) {
    const symbol = SymbolRepresentation.parse(flags.symbol).toString();
    const exchanges = flags.exchange === undefined ? undefined : parseList(flags.exchange, 'exchange');
    const database = await openDatabase();
    const entries = await database.symbols.matches(symbol, exchanges ? { exchanges } : {});
    if (entries.length === 0) {
      const suggestions = await database.symbols.suggest(symbol, exchanges?.[0]);
      const exchange = exchanges?.join(',') ?? 'catalogue';
      throw new UnknownSymbolError({ exchange, operation: 'symbols show', symbol, suggestions });
    }
    const documents = entries.map(entryDocument);
    output.result({ symbols: entries.map((entry, index) => ({ ...documents[index], raw: entry.raw })) }, () =>
      documents
        .map((document) =>
          Object.entries(document)
            .map(([name, value]) => `${name.padEnd(16)}${value ?? '-'}`)
            .join('\n'),
        )
        .join('\n\n'),
    );
    return EXIT_CODES.complete;
  },
});
