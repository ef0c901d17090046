import {
  type Command,
  defineCommand,
  EXIT_CODES,
  formatCount,
  formatTime,
  parseCount,
  parseDuration,
  parseList,
} from '@marketloom/cli';
import { recordOrderBook, type RecordSummary } from '@marketloom/ingestion';

/** `orderbook poll`: takes snapshots on a schedule and stores them. */
export const poll: Command = defineCommand({
  name: 'poll',
  summary: 'Take snapshots on a schedule aligned to the clock, and store them',
  options: {
    exchange: { type: 'string', demandOption: true, describe: 'Exchange, such as binance' },
    symbol: { type: 'string', demandOption: true, describe: 'Symbol, or several with commas between' },
    every: {
      type: 'string',
      describe: 'Time between two snapshots, such as 5s [default: [orderbook] every, 5s]',
    },
    depth: { type: 'number', describe: 'Levels a side, at least [default: [orderbook] depth, 100]' },
    count: { type: 'number', describe: 'Stop after so many; without it, at Ctrl-C' },
  },
  examples: [
    ['poll --exchange binance --symbol BTC-USDT-SPOT --count 1', 'one snapshot, at once'],
    ['poll --exchange binance --symbol BTC-USDT-SPOT,ETH-USDT-PERP --every 5s --depth 1000', 'until Ctrl-C'],
  ],
  async run(context, flags) {
    const symbols = parseList(flags.symbol, 'symbol');
    const usual = context.configuration.core('orderbook');
    const everyMs = flags.every === undefined ? usual.every : parseDuration(flags.every, 'every');
    const depth = flags.depth === undefined ? usual.depth : parseCount(flags.depth, 'depth');
    const count = flags.count === undefined ? undefined : parseCount(flags.count, 'count');
    const exchange = await context.openExchange(flags.exchange);
    const database = await context.openDatabase();
    const summary = await recordOrderBook({
      exchange,
      database,
      symbol: symbols,
      everyMs,
      depth,
      count,
      signal: context.signal,
      logger: context.logger,
      clock: context.clock,
      onSnapshot: (entry, snapshot, stored) => {
        const [bid] = snapshot.bids;
        const [ask] = snapshot.asks;
        const prices = `${bid?.price.toFixed() ?? '-'} / ${ask?.price.toFixed() ?? '-'}`;
        const time = formatTime(snapshot.retrievedAt);
        context.output.notice(
          `${time}  ${entry.symbol.toString()}  ${prices}${stored ? '' : '  (unchanged)'}`,
        );
      },
    });
    context.output.result(documentOf(summary), () => {
      const rows = summary.books.map((book) => [
        book.entry.symbol.toString(),
        ...[book.stored, book.duplicate, book.failed, book.missed].map((value) => formatCount(value)),
        book.lastFailure?.message ?? '-',
      ]);
      const missed =
        summary.missedSlots === 0
          ? ''
          : '\n\nMissed: slots that passed while the snapshot before was still being taken.';
      return context.output.table(COLUMNS, rows) + missed;
    });
    return EXIT_CODES[summary.outcome];
  },
});

const COLUMNS = [
  { title: 'symbol', key: true },
  { title: 'stored', right: true },
  { title: 'duplicate', right: true },
  { title: 'failed', right: true },
  { title: 'missed', right: true },
  { title: 'last failure' },
];

function documentOf(summary: RecordSummary): unknown {
  return {
    exchange: summary.exchange,
    outcome: summary.outcome,
    interrupted: summary.interrupted,
    startedAt: formatTime(summary.startedAt),
    endedAt: formatTime(summary.endedAt),
    missedSlots: summary.missedSlots,
    books: summary.books.map(({ entry, ...counts }) => ({
      symbol: entry.symbol.toString(),
      symbolId: entry.id,
      ...counts,
    })),
  };
}
