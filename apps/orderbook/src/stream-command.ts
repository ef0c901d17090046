import {
  type Command,
  defineCommand,
  EXIT_CODES,
  parseCount,
  parseDuration,
  readSelection,
  selectionOptions,
  showStatus,
  UsageError,
} from '@marketloom/cli';
import { recordLiveOrderBooks, type StreamState, type StreamSummary } from '@marketloom/ingestion';
import { describeState, renderStream, streamDocument } from './render-stream.ts';
import { StreamLog } from './stream-log.ts';

/** `orderbook stream`: keeps books live, and stores each on a schedule. */
export const stream: Command = defineCommand({
  name: 'stream',
  summary: "Keep books live from the exchange's streams, and store each on a schedule aligned to the clock",
  options: {
    exchange: { type: 'string', demandOption: true, describe: 'Exchange, such as binance' },
    ...selectionOptions,
    symbols: { ...selectionOptions.symbols, alias: 'symbol' },
    every: {
      type: 'string',
      describe: 'Time between two snapshots, such as 500ms, 5s, 1h [default: [orderbook] every, 5s]',
    },
    depth: {
      type: 'string',
      describe: 'Best levels a side that are stored, or all [default: [orderbook] depth, 100]',
    },
    count: { type: 'number', describe: 'Stop when each book has had so many slots since it was whole' },
    duration: { type: 'string', describe: 'Stop after so long, such as 10m; else at Ctrl-C' },
  },
  examples: [
    ['stream --exchange binance --symbols BTC-USDT-SPOT', 'a book every five seconds, until Ctrl-C'],
    [
      'stream --exchange binance --symbols BTC-USDT-SPOT,BTC-USD-PERP --every 1s --depth all',
      'two books with all levels that are known, once a second',
    ],
    [
      'stream --exchange binance --quote USDT --type PERP --every 1m --duration 1d',
      'everything of a kind that trades, for a day',
    ],
  ],
  async run(context, flags) {
    const { clock, configuration, host, logger, output, signal } = context;
    if (flags.exchange.includes(','))
      throw new UsageError('--exchange: one at a time; run it again for the other');
    const selection = readSelection(flags);
    const usual = configuration.core('orderbook');
    const everyMs = flags.every === undefined ? usual.every : parseDuration(flags.every, 'every');
    const depth = flags.depth === undefined ? usual.depth : readDepth(flags.depth);
    const count = flags.count === undefined ? undefined : parseCount(flags.count, 'count');
    const durationMs = flags.duration === undefined ? undefined : parseDuration(flags.duration, 'duration');
    const exchange = await context.openExchange(flags.exchange);
    const database = await context.openDatabase();
    const log = new StreamLog(logger);
    let state: StreamState | null = null;
    const status = showStatus(host, logger, () => describeState(state));
    let summary: StreamSummary;
    try {
      summary = await recordLiveOrderBooks({
        exchange,
        database,
        selection,
        everyMs,
        depth,
        count,
        durationMs,
        toleranceMs: usual.tolerance,
        maximumLevels: usual.waiting_levels,
        signal,
        onProgress: (progress) => {
          if (progress.type === 'state') state = progress;
          else log.say(progress);
        },
        logger,
        clock,
      });
    } finally {
      log.stop();
      status.stop();
    }
    output.result(streamDocument(summary), () => renderStream(summary, output));
    return EXIT_CODES[summary.outcome];
  },
});

/** @returns undefined for all that are known */
function readDepth(text: string): number | undefined {
  return text === 'all' ? undefined : parseCount(Number(text), 'depth');
}
