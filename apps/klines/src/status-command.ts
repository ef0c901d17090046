import {
  type Command,
  defineCommand,
  EXIT_CODES,
  formatTime,
  parseIntervals,
  parseList,
} from '@marketloom/cli';
import type { TimeRange } from '@marketloom/exchange';
import { renderStatus } from './render-status.ts';
import { describeSeries, type SeriesReport } from './series-report.ts';

/** `klines status`: what is stored, what is missing, and why. */
export const status: Command = defineCommand({
  name: 'status',
  summary: 'Show what is stored, what is missing, and why',
  options: {
    exchange: { type: 'string', describe: 'Only these exchanges' },
    symbols: { type: 'string', describe: 'Only these symbols' },
    interval: { type: 'string', describe: 'Only these intervals' },
  },
  examples: [
    ['status', 'every series there is'],
    ['status --symbols BTC-USDT-SPOT --interval 1m --json', 'one of them, with every range of its ledger'],
  ],
  async run({ openDatabase, output, clock }, flags) {
    const exchanges = flags.exchange === undefined ? undefined : parseList(flags.exchange, 'exchange');
    const symbols = flags.symbols === undefined ? undefined : parseList(flags.symbols, 'symbols');
    const intervals = flags.interval === undefined ? undefined : parseIntervals(flags.interval, 'interval');
    const database = await openDatabase();
    const reports = await describeSeries(database, { exchanges, symbols, intervals }, clock.now());
    const isAll = exchanges === undefined && symbols === undefined && intervals === undefined;
    output.result({ series: reports.map(documentOf) }, () =>
      reports.length === 0
        ? `No candles ${isAll ? '' : 'of these '}are stored yet; begin with: marketloom-klines ingest --help`
        : renderStatus(reports, output),
    );
    return EXIT_CODES.complete;
  },
});

function documentOf(report: SeriesReport): unknown {
  const times = (range: TimeRange): object => ({
    ...range,
    start: formatTime(range.start),
    end: formatTime(range.end),
  });
  return {
    ...report,
    first: report.first === null ? null : formatTime(report.first),
    last: report.last === null ? null : formatTime(report.last),
    holes: report.holes.map(times),
    coverage: report.coverage.map(times),
  };
}
