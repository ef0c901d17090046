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
import { pollOrderBooks, type PollProgress, type PollSummary } from '@marketloom/ingestion';
import { LapseNotices } from './lapse-notices.ts';
import { describeProgress, pollDocument, renderPoll } from './render-poll.ts';

/** `orderbook poll`: takes snapshots on a schedule and stores them. */
export const poll: Command = defineCommand({
  name: 'poll',
  summary: 'Take snapshots on a schedule aligned to the clock, and store them',
  options: {
    exchange: { type: 'string', demandOption: true, describe: 'Exchange, such as binance' },
    ...selectionOptions,
    symbols: { ...selectionOptions.symbols, alias: 'symbol' },
    every: {
      type: 'string',
      describe: 'Time between two snapshots, such as 500ms, 5s, 1h [default: [orderbook] every, 5s]',
    },
    depth: { type: 'number', describe: 'Levels a side, at least [default: [orderbook] depth, 100]' },
    count: { type: 'number', describe: 'Stop after so many slots; a single one is taken at once' },
    duration: { type: 'string', describe: 'Stop after so long, such as 10m; else at Ctrl-C' },
  },
  examples: [
    ['poll --exchange binance --symbols BTC-USDT-SPOT --count 1', 'one snapshot, at once'],
    [
      'poll --exchange binance --symbols BTC-USDT-SPOT,ETH-USDT-PERP --every 5s --depth 1000',
      'two symbols at :00, :05 and so on, until Ctrl-C',
    ],
    [
      'poll --exchange binance --quote USDT --type PERP --every 1m --duration 1d',
      'everything of a kind that trades, once a minute for a day',
    ],
  ],
  async run(context, flags) {
    const { clock, configuration, host, logger, output, signal } = context;
    if (flags.exchange.includes(','))
      throw new UsageError('--exchange: one at a time; run it again for the other');
    const selection = readSelection(flags);
    const usual = configuration.core('orderbook');
    const everyMs = flags.every === undefined ? usual.every : parseDuration(flags.every, 'every');
    const depth = flags.depth === undefined ? usual.depth : parseCount(flags.depth, 'depth');
    const count = flags.count === undefined ? undefined : parseCount(flags.count, 'count');
    const durationMs = flags.duration === undefined ? undefined : parseDuration(flags.duration, 'duration');
    const exchange = await context.openExchange(flags.exchange);
    const database = await context.openDatabase();
    const notices = new LapseNotices(logger);
    let progress: PollProgress | null = null;
    const status = showStatus(host, logger, () => describeProgress(progress));
    let summary: PollSummary;
    try {
      summary = await pollOrderBooks({
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
        onLapse: (entry, lapse) => notices.add(entry, lapse),
        onProgress: (now) => {
          progress = now;
        },
        logger,
        clock,
      });
    } finally {
      notices.stop();
      status.stop();
    }
    output.result(pollDocument(summary), () => renderPoll(summary, output));
    return EXIT_CODES[summary.outcome];
  },
});
