import {
  type Command,
  defineCommand,
  EXIT_CODES,
  exchangeOption,
  parseCount,
  parseTime,
} from '@marketloom/cli';
import { selectInstruments } from '@marketloom/ingestion';
import { bookDocument } from './book-document.ts';
import { renderBook } from './render-book.ts';

/** `orderbook show`: the newest stored book, or that of a time. */
export const show: Command = defineCommand({
  name: 'show',
  summary: 'Draw the newest stored book of a symbol, or that of a time',
  options: {
    exchange: exchangeOption,
    symbol: { type: 'string', demandOption: true, describe: 'Symbol, such as BTC-USDT-SPOT' },
    at: { type: 'string', describe: 'The book as it was known then: 2023-02-01T12:00, -5m …' },
    levels: { type: 'number', default: 10, describe: 'How many levels a side are shown; --json has all' },
    bars: {
      choices: ['total', 'level'] as const,
      default: 'total' as const,
      describe: 'What bars show: all up to a price, or what stands at it',
    },
  },
  examples: [
    ['show --exchange binance --symbol BTC-USDT-SPOT', 'its best ten levels a side'],
    ['show --exchange binance --symbol BTC-USDT-SPOT --at -1h --levels 20', 'as it was an hour ago'],
    ['show --exchange binance --symbol BTC-USDT-SPOT --json', 'the whole of it'],
  ],
  async run({ openDatabase, output, appName, clock }, flags) {
    const levels = parseCount(flags.levels, 'levels');
    const now = clock.now();
    const at = flags.at === undefined ? null : parseTime(flags.at, 'at', now);
    const database = await openDatabase();
    const [entry] = await selectInstruments(database, flags.exchange, { symbols: [flags.symbol] });
    const { orderBooks } = database;
    const book = entry
      ? await (at === null ? orderBooks.newest(entry.id) : orderBooks.at(entry.id, at))
      : null;
    if (!entry || !book) {
      const command = `${appName} poll --exchange ${flags.exchange} --symbols ${flags.symbol} --count 1`;
      output.result(null, () =>
        at === null
          ? `No book of ${flags.symbol} is stored yet; take one with: ${command}`
          : `No book of ${flags.symbol} is stored up to ${new Date(at).toISOString()}`,
      );
      return EXIT_CODES.failed;
    }
    const time = at ?? now;
    output.result(bookDocument(entry, book, time), () =>
      renderBook(entry, book, { levels, bars: flags.bars, time, isNow: at === null }, output),
    );
    return EXIT_CODES.complete;
  },
});
