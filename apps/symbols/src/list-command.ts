import { type Command, defineCommand, EXIT_CODES, formatMany, parseList } from '@marketloom/cli';
import { entryDocument } from './entry-document.ts';

/** `symbols list`: the catalogue. */
export const list: Command = defineCommand({
  name: 'list',
  summary: 'List the catalogue',
  options: {
    exchange: { type: 'string', describe: 'Only these exchanges' },
    market: { type: 'string', describe: "Only these markets, in the exchange's words" },
    base: { type: 'string', describe: 'Only these base assets' },
    quote: { type: 'string', describe: 'Only these quote assets' },
    type: { choices: ['SPOT', 'PERP', 'FUTURE'] as const, describe: 'Only this type' },
    status: { choices: ['pending', 'trading', 'halted', 'delisted'] as const, describe: 'Only this status' },
  },
  examples: [
    ['list --exchange binance --quote USDT --type PERP', 'all linear perpetuals against USDT'],
    ['list --base BTC --json', 'every instrument on bitcoin, as JSON'],
  ],
  async run({ openDatabase, output }, { exchange, market, base, quote, type, status }) {
    const filter = {
      exchange: exchange === undefined ? undefined : parseList(exchange, 'exchange'),
      market: market === undefined ? undefined : parseList(market, 'market'),
      base: base === undefined ? undefined : parseList(base.toUpperCase(), 'base'),
      quote: quote === undefined ? undefined : parseList(quote.toUpperCase(), 'quote'),
      type,
      status,
    };
    const given = Object.entries(filter).filter(([, value]) => value !== undefined);
    const database = await openDatabase();
    const entries = await database.symbols.list(Object.fromEntries(given));
    output.result({ symbols: entries.map(entryDocument) }, () => {
      if (entries.length === 0) {
        return given.length > 0
          ? 'Nothing in the catalogue matches.'
          : 'The catalogue is empty; fill it with: marketloom-symbols sync --exchange binance';
      }
      const rows = entries.map((entry) => [
        entry.exchange,
        entry.market,
        entry.symbol.toString(),
        entry.exchangeSymbol,
        entry.status,
        entry.tickSize ?? '-',
        entry.lotSize ?? '-',
        entry.contractSize ?? '-',
      ]);
      return `${output.table(COLUMNS, rows)}\n\n${formatMany(entries.length, 'instrument')}`;
    });
    return EXIT_CODES.complete;
  },
});

const COLUMNS = [
  { title: 'exchange' },
  { title: 'market' },
  { title: 'symbol' },
  { title: 'native' },
  { title: 'status' },
  { title: 'tick size', right: true },
  { title: 'lot size', right: true },
  { title: 'contract size', right: true },
];
