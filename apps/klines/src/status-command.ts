import { type Command, defineCommand, EXIT_CODES, formatTime } from '@marketloom/cli';
import type { TimeRange } from '@marketloom/exchange';
import { renderStatus } from './render-status.ts';
import { readChoice, storedOptions } from './stored-options.ts';
import { describeSeries, type SeriesReport } from './series-report.ts';

/** `klines status`: what is stored, what is missing, and why. */
export const status: Command = defineCommand({
  name: 'status',
  summary: 'Show what is stored, what is missing, and why',
  options: storedOptions,
  examples: [
    ['status', 'every series there is'],
    ['status --symbols BTC-USDT-SPOT --interval 1m --json', 'one of them, with every range of its ledger'],
  ],
  async run({ openDatabase, output, clock }, flags) {
    const choice = readChoice(flags);
    const database = await openDatabase();
    const now = clock.now();
    const reports = await describeSeries(database, choice, now);
    const isAll = Object.values(choice).every((one) => one === undefined);
    output.result({ series: reports.map(documentOf) }, () =>
      reports.length === 0
        ? `No candles ${isAll ? '' : 'of these '}are stored yet; begin with: marketloom-klines ingest --help`
        : renderStatus(reports, now, output),
    );
    return EXIT_CODES.complete;
  },
});

function documentOf(report: SeriesReport): unknown {
  const times = (range: TimeRange): Record<string, unknown> => ({
    ...range,
    start: formatTime(range.start),
    end: formatTime(range.end),
  });
  return {
    ...report,
    first: report.first === null ? null : formatTime(report.first),
    last: report.last === null ? null : formatTime(report.last),
    holes: report.holes.map(times),
    coverage: report.coverage.map(({ settledAt, ...range }) => ({
      ...times(range),
      settledAt: settledAt === undefined ? null : formatTime(settledAt),
    })),
  };
}
