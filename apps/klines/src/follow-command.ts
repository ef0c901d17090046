import {
  type Command,
  defineCommand,
  EXIT_CODES,
  parseDuration,
  parseIntervals,
  parseTime,
  readSelection,
  refuseSeveralExchanges,
} from '@marketloom/cli';
import { followKlines } from '@marketloom/ingestion';
import { logFollow } from './follow-log.ts';
import { readKlineSettings, runOptions } from './kline-settings.ts';
import { followDocument, renderFollow } from './render-follow.ts';

/** `klines follow`: keeps what is stored current. */
export const follow: Command = defineCommand({
  name: 'follow',
  summary: 'Catch up, then store each new candle soon after its close, until stopped',
  options: {
    ...runOptions,
    start: {
      type: 'string',
      describe:
        'Where catching up begins, UTC: 2023-02-01, -7d, or listing for the first candle [default: where what is stored ends; for a new series, the newest closed candle]',
    },
    duration: { type: 'string', describe: 'End after so long, such as 10m; without it, at Ctrl-C' },
  },
  examples: [
    ['follow --exchange binance --symbols BTC-USDT-SPOT,ETH-USDT-PERP --interval 1m,1h', 'until Ctrl-C'],
    [
      'follow --exchange binance --quote USDT --type PERP --interval 1m --start -7d',
      'everything of a kind, and what is listed later; first the last seven days',
    ],
    [
      'follow --exchange binance --all --interval 1h --duration 55m',
      'from cron, once an hour: exit code 3 when something is behind',
    ],
  ],
  async run(context, flags) {
    const { clock, logger, output, signal } = context;
    const selection = readSelection(flags);
    const intervals = parseIntervals(flags.interval, 'interval');
    const start =
      flags.start === undefined || flags.start === 'listing'
        ? flags.start
        : parseTime(flags.start, 'start', clock.now());
    const durationMs = flags.duration === undefined ? undefined : parseDuration(flags.duration, 'duration');
    refuseSeveralExchanges(flags.exchange);
    const settings = readKlineSettings(context, flags.concurrency);
    const exchange = await context.openExchange(flags.exchange);
    const database = await context.openDatabase();
    const summary = await followKlines({
      ...settings,
      exchange,
      database,
      selection,
      intervals,
      start,
      durationMs,
      signal,
      onProgress: logFollow(logger),
      logger,
      clock,
    });
    output.result(followDocument(summary), () => renderFollow(summary, output));
    return EXIT_CODES[summary.outcome];
  },
});
