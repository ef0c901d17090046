import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import { printRange, type TimeRange } from '@marketloom/exchange';
import type { Outcome, RepairedSeries, RepairSummary, Series } from '@marketloom/ingestion';
import type { FoundFaults } from './found-faults.ts';

const COLUMNS = [
  { title: 'exchange', key: true },
  { title: 'symbol', key: true },
  { title: 'interval', key: true },
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

/** How a repair went, with the look for faults before it: what was not looked at is not known to be right. */
export function outcomeOf(
  summaries: readonly RepairSummary[],
  { unseen, series, omitted }: FoundFaults,
): Outcome {
  const isAllSeen = unseen.length === 0 && omitted === 0;
  if (isAllSeen && summaries.every(({ outcome }) => outcome === 'complete')) return 'complete';
  const isNothingDone = summaries.length > 0 || series === unseen.length;
  return isNothingDone && summaries.every(({ outcome }) => outcome === 'failed') ? 'failed' : 'partial';
}

/** What a repair did, for people. */
export function renderRepair(
  summaries: readonly RepairSummary[],
  found: FoundFaults,
  outcome: Outcome,
  output: Output,
): string {
  const series = summaries.flatMap((one) => one.series);
  if (series.length === 0 && outcome === 'complete') return 'Nothing to mend.';
  const unmended = series.flatMap((one) =>
    one.unresolved.length === 0 && one.failure !== null
      ? [`  ${nameOf(one)}: ${one.failure.kind}: ${one.failure.message}`]
      : one.unresolved.map(
          ({ reason, ...range }) =>
            `  ${nameOf(one)} ${printRange(range)}: ${reason.kind}: ${reason.message}`,
        ),
  );
  const unseen = found.unseen.map((one) => `  ${nameOf(one)}: ${one.failure?.kind}: ${one.failure?.message}`);
  return [
    ...(series.length > 0
      ? [output.table(COLUMNS, series.map(rowOf))]
      : ['Nothing to mend in what was looked at.']),
    ...listed('As it was before:', unmended),
    ...listed('Not looked at as a whole, and so perhaps not right:', unseen),
    ...(found.omitted > 0
      ? ['', `${formatMany(found.omitted, 'more fault')} had been found and not named; run repair again.`]
      : []),
    '',
    lastLine(summaries, series, { outcome, isStopped: found.interrupted }),
  ].join('\n');
}

function listed(title: string, lines: readonly string[]): string[] {
  const more = lines.length - MOST_RANGES;
  return [
    ...(lines.length > 0 ? ['', title, ...lines.slice(0, MOST_RANGES)] : []),
    ...(more > 0 ? [`  … ${formatCount(more)} more; --json has them all`] : []),
  ];
}

function rowOf(series: RepairedSeries): string[] {
  const { entry, interval, requested, fetched, inserted, updated, removed, unchanged, requests } = series;
  const counts = [requested.length, fetched, inserted, updated, removed, unchanged, requests];
  const isDone = series.failure === null && series.unresolved.length === 0;
  return [
    entry.exchange,
    entry.symbol.toString(),
    interval,
    ...counts.map((count) => formatCount(count)),
    isDone ? 'complete' : 'incomplete',
  ];
}

function nameOf({ entry, interval }: Series): string {
  return `${entry.symbol.toString()} ${interval}`;
}

const WORDS = { complete: 'Complete', partial: 'Partly done', failed: 'Failed' };

function lastLine(
  summaries: readonly RepairSummary[],
  series: readonly RepairedSeries[],
  { outcome, isStopped }: { readonly outcome: Outcome; readonly isStopped: boolean },
): string {
  const sum = (pick: (one: RepairedSeries) => number): number =>
    series.reduce((total, one) => total + pick(one), 0);
  const replaced = sum(({ updated, removed }) => updated + removed);
  const changed = replaced + sum(({ inserted }) => inserted);
  const elapsed = summaries.reduce((total, { startedAt, endedAt }) => total + endedAt - startedAt, 0);
  const stopped =
    isStopped || summaries.some(({ interrupted }) => interrupted) ? ', stopped before the end' : '';
  const before = replaced > 0 ? ' The values before are in kline_revisions.' : '';
  return (
    `${WORDS[outcome]}${stopped}: ${formatMany(series.length, 'series', 'series')}, ` +
    `${formatMany(changed, 'candle')} changed, ${formatElapsed(elapsed)}.${before} Times are UTC.`
  );
}

/** What a repair did, for machines: stable keys, times as ISO 8601, ranges half-open. */
export function repairDocument(
  summaries: readonly RepairSummary[],
  { unseen, omitted, interrupted }: FoundFaults,
  outcome: Outcome,
): unknown {
  const times = ({ start, end }: TimeRange): object => ({ start: formatTime(start), end: formatTime(end) });
  return {
    outcome,
    interrupted: interrupted || summaries.some((one) => one.interrupted),
    series: summaries.flatMap(({ series }) =>
      series.map(({ entry, requested, unresolved, interval, ...rest }) => ({
        ...identityOf({ entry, interval }),
        ...rest,
        requested: requested.map(times),
        unresolved: unresolved.map(({ reason, ...range }) => ({ ...times(range), reason })),
      })),
    ),
    notLookedAt: unseen.map((one) => ({ ...identityOf(one), failure: one.failure })),
    omitted,
  };
}

function identityOf({ entry, interval }: Series): object {
  return {
    exchange: entry.exchange,
    market: entry.market,
    symbol: entry.symbol.toString(),
    symbolId: entry.id,
    exchangeSymbol: entry.exchangeSymbol,
    interval,
  };
}
