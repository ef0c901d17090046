import {
  type Command,
  createProgress,
  defineCommand,
  EXIT_CODES,
  type ExitCode,
  parseIntervals,
  parseTime,
  readSelection,
  refuseSeveralExchanges,
} from '@marketloom/cli';
import { type IngestSummary, ingestKlines } from '@marketloom/ingestion';
import { readKlineSettings, runOptions } from './kline-settings.ts';
import { refuseImpossible } from './refuse-range.ts';
import { renderSummary, summaryDocument } from './render-summary.ts';

/** `klines ingest`: fetches and stores what is missing. */
export const ingest: Command = defineCommand({
  name: 'ingest',
  summary: 'Fetch and store the candles that are missing',
  options: {
    ...runOptions,
    start: {
      type: 'string',
      demandOption: true,
      describe:
        'First open time, UTC: 2023-02-01, 2023-02-01T12:00, epoch ms, -7d, or listing for the first candle',
    },
    end: { type: 'string', default: 'now', describe: 'First open time no longer wanted, in the same forms' },
    source: {
      choices: ['api', 'archive'] as const,
      default: 'api' as const,
      describe: "archive takes what the exchange's published files hold, and the rest from its API",
    },
    'check-status': {
      type: 'boolean',
      default: false,
      describe: 'Ask for the trading status first; pass over what is halted or delisted',
    },
  },
  examples: [
    [
      'ingest --exchange binance --symbols BTC-USDT-SPOT --interval 1m --start 2023-02-01 --end 2023-03-01',
      'a month of one symbol',
    ],
    [
      'ingest --exchange binance --symbols BTC-USDT-SPOT,ETH-USDT-PERP --interval 1m,1h --start -7d',
      'the last seven days of two symbols at two intervals',
    ],
    [
      'ingest --exchange binance --quote USDT --type PERP --interval 1h --start listing',
      'everything of a kind',
    ],
    [
      'ingest --exchange binance --symbols BTC-USDT-SPOT --interval 1m --start listing --source archive',
      "all the minutes there are, from the exchange's files as far as these go",
    ],
    [
      'ingest --exchange binance --all --interval 1d --start listing --check-status',
      'everything that trades',
    ],
  ],
  async run(context, flags) {
    const { clock, logger, output, signal } = context;
    const selection = readSelection(flags);
    const intervals = parseIntervals(flags.interval, 'interval');
    const now = clock.now();
    const start = flags.start === 'listing' ? 'listing' : parseTime(flags.start, 'start', now);
    const end = parseTime(flags.end, 'end', now);
    if (start !== 'listing') refuseImpossible(start, end, now);
    refuseSeveralExchanges(flags.exchange);
    const settings = readKlineSettings(context, flags.concurrency);
    const exchange = await context.openExchange(flags.exchange);
    const database = await context.openDatabase();
    const progress = await createProgress(context.host, logger);
    let summary: IngestSummary;
    try {
      summary = await ingestKlines({
        ...settings,
        exchange,
        database,
        selection,
        intervals,
        source: flags.source,
        start,
        end,
        checkStatus: flags.checkStatus,
        signal,
        onProgress: progress.show,
        logger,
        clock,
      });
    } finally {
      progress.stop();
    }
    output.result(summaryDocument(summary), () => renderSummary(summary, output));
    return exitCodeOf(summary);
  },
});

function exitCodeOf({ outcome }: IngestSummary): ExitCode {
  return EXIT_CODES[outcome];
}
