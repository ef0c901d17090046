import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import { printRange, type TimeRange } from '@marketloom/exchange';
import type { RepairedSeries, RepairSummary } from '@marketloom/ingestion';

const COLUMNS = [
  { title: 'exchange' },
  { title: 'symbol' },
  { title: 'interval' },
  { title: 'ranges', right: true },
  { title: 'fetched', right: true },
  { title: 'inserted', right: true },
  { title: 'updated', right: true },
  { title: 'removed', right: true },
  { title: 'unchanged', right: true },
  { title: 'requests', right: true },
  { title: 'result' },
];

/** How many unresolved ranges are printed out; `--json` has them all. */
const MOST_RANGES = 20;

/** What a repair did, for people. */
export function renderRepair(summaries: readonly RepairSummary[], output: Output): string {
  const series = summaries.flatMap((one) => one.series);
  if (series.length === 0) return 'Nothing to mend.';
  const lines = series.flatMap((one) =>
    one.unresolved.map(
      ({ reason, ...range }) => `  ${nameOf(one)} ${printRange(range)}: ${reason.kind}: ${reason.message}`,
    ),
  );
  const more = lines.length - MOST_RANGES;
  return [
    output.table(COLUMNS, series.map(rowOf)),
    ...(lines.length > 0 ? ['', 'As it was before:', ...lines.slice(0, MOST_RANGES)] : []),
    ...(more > 0 ? [`  … ${formatCount(more)} more; --json has them all`] : []),
    '',
    lastLine(summaries, series),
  ].join('\n');
}

function rowOf(series: RepairedSeries): string[] {
  const { entry, interval, requested, fetched, inserted, updated, removed, unchanged, requests } = series;
  const counts = [requested.length, fetched, inserted, updated, removed, unchanged, requests];
  const result = series.unresolved.length === 0 ? 'complete' : 'incomplete';
  return [
    entry.exchange,
    entry.symbol.toString(),
    interval,
    ...counts.map((count) => formatCount(count)),
    result,
  ];
}

function nameOf({ entry, interval }: RepairedSeries): string {
  return `${entry.symbol.toString()} ${interval}`;
}

function lastLine(summaries: readonly RepairSummary[], series: readonly RepairedSeries[]): string {
  const sum = (pick: (one: RepairedSeries) => number): number =>
    series.reduce((total, one) => total + pick(one), 0);
  const changed = sum(({ inserted, updated, removed }) => inserted + updated + removed);
  const elapsed = summaries.reduce((total, { startedAt, endedAt }) => total + endedAt - startedAt, 0);
  const isComplete = summaries.every(({ outcome }) => outcome === 'complete');
  const stopped = summaries.some(({ interrupted }) => interrupted) ? ', stopped before the end' : '';
  return (
    `${isComplete ? 'Complete' : 'Partly done'}${stopped}: ${formatMany(series.length, 'series', 'series')}, ` +
    `${formatMany(changed, 'candle')} changed, ${formatElapsed(elapsed)}. The values before are in kline_revisions. Times are UTC.`
  );
}

/** What a repair did, for machines: stable keys, times as ISO 8601, ranges half-open. */
export function repairDocument(summaries: readonly RepairSummary[]): unknown {
  const times = ({ start, end }: TimeRange): object => ({ start: formatTime(start), end: formatTime(end) });
  return {
    interrupted: summaries.some(({ interrupted }) => interrupted),
    series: summaries.flatMap(({ series }) =>
      series.map(({ entry, requested, unresolved, ...rest }) => ({
        exchange: entry.exchange,
        market: entry.market,
        symbol: entry.symbol.toString(),
        symbolId: entry.id,
        exchangeSymbol: entry.exchangeSymbol,
        ...rest,
        requested: requested.map(times),
        unresolved: unresolved.map(({ reason, ...range }) => ({ ...times(range), reason })),
      })),
    ),
  };
}
