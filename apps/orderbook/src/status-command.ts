import {
  type Command,
  defineCommand,
  EXIT_CODES,
  formatTime,
  parseList,
  parseTime,
  selectionOptions,
} from '@marketloom/cli';
import { type StoredBooks, storedBooks } from '@marketloom/ingestion';
import { renderStatus } from './render-status.ts';

const { symbols, base, quote, type, market } = selectionOptions;

/** `orderbook status`: what is stored of each symbol, and which slots and updates are not. */
export const status: Command = defineCommand({
  name: 'status',
  summary: 'Show what is stored of each symbol, its late, failed and missed slots, and its gaps',
  options: {
    exchange: { type: 'string', describe: 'Only these exchanges' },
    symbols: { ...symbols, alias: 'symbol' },
    base,
    quote,
    type,
    market,
    since: { type: 'string', describe: 'Count only what came after this time: 2023-02-01, -1d …' },
  },
  examples: [
    ['status', 'every symbol that has books'],
    ['status --quote USDT --type PERP --since -1d', 'the last day of some of them'],
  ],
  async run({ openDatabase, output, clock, appName }, flags) {
    const now = clock.now();
    const since = flags.since === undefined ? undefined : parseTime(flags.since, 'since', now);
    const filter = {
      exchanges: flags.exchange === undefined ? undefined : parseList(flags.exchange, 'exchange'),
      symbols: flags.symbols === undefined ? undefined : parseList(flags.symbols, 'symbols'),
      base: flags.base?.toUpperCase(),
      quote: flags.quote?.toUpperCase(),
      type: flags.type,
      market: flags.market,
    };
    const database = await openDatabase();
    const books = await storedBooks(database, { ...filter, since, now });
    const isAll = Object.values(filter).every((one) => one === undefined);
    output.result(
      { since: since === undefined ? null : formatTime(since), books: books.map(documentOf) },
      () =>
        books.length === 0
          ? `No order books ${isAll ? '' : 'of these '}are stored yet; begin with: ${appName} poll --help`
          : renderStatus(books, { now, since }, output),
    );
    return EXIT_CODES.complete;
  },
});

function documentOf({ entry, status: { openDiscontinuity: open, ...counts } }: StoredBooks): unknown {
  const time = (at: number | null): string | null => (at === null ? null : formatTime(at));
  return {
    exchange: entry.exchange,
    symbol: entry.symbol.toString(),
    ...counts,
    first: time(counts.first),
    last: time(counts.last),
    openDiscontinuity:
      open === null
        ? null
        : {
            ...open,
            brokenAt: formatTime(open.brokenAt),
            resumedAt: time(open.resumedAt),
            abandonedAt: time(open.abandonedAt),
          },
  };
}
