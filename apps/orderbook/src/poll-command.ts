import { type Command, defineCommand, EXIT_CODES, parseCount, showStatus } from '@marketloom/cli';
import { pollOrderBooks, type PollProgress, type PollSummary } from '@marketloom/ingestion';
import { LapseNotices } from './lapse-notices.ts';
import { readRecording, recordingOptions } from './recording.ts';
import { describeProgress, pollDocument, renderPoll } from './render-poll.ts';

/** `orderbook poll`: takes snapshots on a schedule and stores them. */
export const poll: Command = defineCommand({
  name: 'poll',
  summary: 'Take snapshots on a schedule aligned to the clock, and store them',
  options: {
    ...recordingOptions,
    depth: { type: 'number', describe: 'Levels a side, at least [default: [orderbook] depth, 100]' },
    count: { type: 'number', describe: 'Stop after so many slots; a single one is taken at once' },
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
    const recording = readRecording(context, flags);
    const depth =
      flags.depth === undefined ? configuration.core('orderbook').depth : parseCount(flags.depth, 'depth');
    const exchange = await context.openExchange(flags.exchange);
    const database = await context.openDatabase();
    const notices = new LapseNotices(logger);
    let progress: PollProgress | null = null;
    const status = showStatus(host, logger, () => describeProgress(progress));
    let summary: PollSummary;
    try {
      summary = await pollOrderBooks({
        ...recording,
        exchange,
        database,
        depth,
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
