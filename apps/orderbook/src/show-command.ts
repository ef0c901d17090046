import { type Command, defineCommand, EXIT_CODES, parseCount } from '@marketloom/cli';
import { selectInstruments } from '@marketloom/ingestion';
import { bookDocument, renderBook } from './render-book.ts';

/** `orderbook show`: the newest stored book. */
export const show: Command = defineCommand({
  name: 'show',
  summary: 'Show the newest stored book of a symbol',
  options: {
    exchange: { type: 'string', demandOption: true, describe: 'Exchange, such as binance' },
    symbol: { type: 'string', demandOption: true, describe: 'Symbol, such as BTC-USDT-SPOT' },
    levels: { type: 'number', default: 10, describe: 'How many levels a side are shown; --json has all' },
  },
  examples: [
    ['show --exchange binance --symbol BTC-USDT-SPOT', 'its best ten levels a side'],
    ['show --exchange binance --symbol BTC-USDT-SPOT --json', 'the whole of it'],
  ],
  async run({ openDatabase, output, appName }, flags) {
    const levels = parseCount(flags.levels, 'levels');
    const database = await openDatabase();
    const [entry] = await selectInstruments(database, flags.exchange, { symbols: [flags.symbol] });
    const book = entry ? await database.orderBooks.newest(entry.id) : null;
    if (!entry || !book) {
      const command = `${appName} poll --exchange ${flags.exchange} --symbol ${flags.symbol} --count 1`;
      output.result(null, () => `No book of ${flags.symbol} is stored yet; take one with: ${command}`);
      return EXIT_CODES.failed;
    }
    output.result(bookDocument(entry, book), () => renderBook(entry, book, levels, output));
    return EXIT_CODES.complete;
  },
});
