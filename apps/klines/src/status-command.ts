import {
  type Command,
  defineCommand,
  EXIT_CODES,
  formatCount,
  formatTime,
  parseIntervals,
  parseList,
} from '@marketloom/cli';
import type { TimeRange } from '@marketloom/exchange';
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
  async run({ openDatabase, output }, flags) {
    const exchanges = flags.exchange === undefined ? undefined : parseList(flags.exchange, 'exchange');
    const symbols = flags.symbols === undefined ? undefined : parseList(flags.symbols, 'symbols');
    const intervals = flags.interval === undefined ? undefined : parseIntervals(flags.interval, 'interval');
    const database = await openDatabase();
    const reports = await describeSeries(database, { exchanges, symbols, intervals });
    const isAll = exchanges === undefined && symbols === undefined && intervals === undefined;
    output.result({ series: reports.map(documentOf) }, () =>
      reports.length === 0
        ? `No candles ${isAll ? '' : 'of these '}are stored yet; begin with: marketloom-klines ingest --help`
        : output.table(COLUMNS, reports.map(rowOf)),
    );
    return EXIT_CODES.complete;
  },
});

const COLUMNS = [
  { title: 'exchange' },
  { title: 'symbol' },
  { title: 'interval' },
  { title: 'first' },
  { title: 'last' },
  { title: 'stored', right: true },
  { title: 'empty', right: true },
  { title: 'unavailable', right: true },
  { title: 'missing', right: true },
  { title: 'holes' },
];

function rowOf(report: SeriesReport): string[] {
  const [hole] = report.holes;
  const more = report.holes.length > 1 ? ` and ${report.holes.length - 1} more` : '';
  return [
    report.exchange,
    report.symbol,
    report.interval,
    formatTime(report.first),
    formatTime(report.last),
    formatCount(report.stored),
    formatCount(report.empty),
    formatCount(report.unavailable),
    formatCount(report.missing),
    hole === undefined ? '-' : `${formatTime(hole.start)}..${formatTime(hole.end)}${more}`,
  ];
}

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
