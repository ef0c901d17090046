import { formatCount, formatTime, type Output } from '@marketloom/cli';
import { countCandles, floorToInterval, type TimeRange } from '@marketloom/exchange';
import { COVERAGE_LEGEND, coverageBar } from './coverage-bar.ts';
import type { SeriesReport } from './series-report.ts';

const COLUMNS = [
  { title: 'exchange', key: true },
  { title: 'symbol', key: true },
  { title: 'interval', key: true },
  { title: 'coverage' },
  { title: 'first' },
  { title: 'last' },
  { title: 'stored', right: true },
  { title: 'empty', right: true },
  { title: 'unavailable', right: true },
  { title: 'missing', right: true },
  { title: 'behind', right: true },
  { title: 'holes' },
];

const BAR_CELLS = 24;

/**
 * What is stored, for people: a line a series, all bars over the same time.
 * @param now by our clock, epoch ms
 */
export function renderStatus(reports: readonly SeriesReport[], now: number, output: Output): string {
  const axis = axisOf(reports);
  const over =
    axis === null
      ? []
      : [`Coverage from ${formatTime(axis.start)} to ${formatTime(axis.end)} (UTC): ${COVERAGE_LEGEND}`];
  return [
    output.table(
      COLUMNS,
      reports.map((report) => rowOf(report, now, axis)),
    ),
    '',
    ...over,
    ...reasonsOf(reports),
  ].join('\n');
}

/** From the first candle of any series to the newest that is settled of any. */
function axisOf(reports: readonly SeriesReport[]): TimeRange | null {
  const known = reports.filter(({ first }) => first !== null);
  if (known.length === 0) return null;
  const starts = known.map(({ first }) => first as number);
  const ends = known.map(({ coverage }) => coverage.at(-1)?.end ?? 0);
  return { start: Math.min(...starts), end: Math.max(...ends) };
}

function rowOf(report: SeriesReport, now: number, axis: TimeRange | null): string[] {
  const closedUntil = Math.max(floorToInterval(now, report.interval), report.coverage.at(-1)?.end ?? 0);
  const [hole] = report.holes;
  const more = report.holes.length > 1 ? ` and ${report.holes.length - 1} more` : '';
  return [
    report.exchange,
    report.symbol,
    report.interval,
    axis === null ? '' : coverageBar(report.coverage, axis, BAR_CELLS, closedUntil),
    formatTime(report.first),
    formatTime(report.last),
    formatCount(report.stored),
    formatCount(report.empty),
    formatCount(report.unavailable),
    formatCount(report.missing),
    report.behind === null ? '-' : formatCount(report.behind),
    hole === undefined ? '-' : `${formatTime(hole.start)}..${formatTime(hole.end)}${more}`,
  ];
}

/** Why candles are empty or unavailable, with how many of all series. */
function reasonsOf(reports: readonly SeriesReport[]): string[] {
  const counts = new Map<string, number>();
  for (const { coverage, interval, first } of reports) {
    for (const range of coverage) {
      if (range.status === 'stored' || range.end <= (first ?? Number.NEGATIVE_INFINITY)) continue;
      const reason = `${range.status}: ${range.reason ?? 'the exchange has no candle; why is not known'}`;
      counts.set(reason, (counts.get(reason) ?? 0) + countCandles(range, interval));
    }
  }
  return [...counts].map(([reason, count]) => `${formatCount(count)} ${reason}`);
}
