import { type Command, defineCommand, EXIT_CODES, parseCount, showStatus } from '@marketloom/cli';
import { recordLiveOrderBooks, type StreamState, type StreamSummary } from '@marketloom/ingestion';
import { readRecording, recordingOptions } from './recording.ts';
import { describeState, renderStream, streamDocument } from './render-stream.ts';
import { StreamLog } from './stream-log.ts';

/** `orderbook stream`: keeps books live, and stores each on a schedule. */
export const stream: Command = defineCommand({
  name: 'stream',
  summary: "Keep books live from the exchange's streams, and store each on a schedule aligned to the clock",
  options: {
    ...recordingOptions,
    depth: {
      type: 'string',
      describe: 'Best levels a side that are stored, or all [default: [orderbook] depth, 100]',
    },
    count: { type: 'number', describe: 'Stop when each book has had so many slots since it was whole' },
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
    const recording = readRecording(context, flags);
    const depth = flags.depth === undefined ? configuration.core('orderbook').depth : readDepth(flags.depth);
    const exchange = await context.openExchange(flags.exchange);
    const database = await context.openDatabase();
    const log = new StreamLog(logger);
    let state: StreamState | null = null;
    const status = showStatus(host, logger, () => describeState(state));
    let summary: StreamSummary;
    try {
      summary = await recordLiveOrderBooks({
        ...recording,
        exchange,
        database,
        depth,
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
