import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import { printRange } from '@marketloom/exchange';
import type { IngestSummary, SeriesSummary } from '@marketloom/ingestion';

const COLUMNS = [
  { title: 'symbol', key: true },
  { title: 'interval', key: true },
  { title: 'settled before', right: true },
  { title: 'fetched', right: true },
  { title: 'inserted', right: true },
  { title: 'updated', right: true },
  { title: 'unchanged', right: true },
  { title: 'empty', right: true },
  { title: 'unavailable', right: true },
  { title: 'requests', right: true },
  { title: 'result' },
];

/** More series than this are summed up; those that are not complete are always shown. */
const MOST_ROWS = 50;

/** How many unresolved ranges are printed out; `--json` has them all. */
const MOST_RANGES = 20;

/** A run's summary for people. */
export function renderSummary(summary: IngestSummary, output: Output): string {
  const incomplete = summary.series.filter((one) => resultOf(one) !== 'complete');
  const shown = summary.series.length <= MOST_ROWS ? summary.series : incomplete.slice(0, MOST_ROWS);
  const parts = [
    ...(shown.length > 0 ? [output.table(COLUMNS, shown.map(rowOf))] : []),
    ...(shown.length < summary.series.length ? [restOf(summary.series, shown)] : []),
    ...notes(summary),
    '',
    lastLine(summary),
  ];
  return parts.join('\n');
}

function rowOf(one: SeriesSummary): string[] {
  const counts = [
    one.alreadySettled,
    one.fetched,
    one.inserted,
    one.updated,
    one.unchanged,
    one.empty,
    one.unavailable,
  ];
  return [
    one.entry.symbol.toString(),
    one.interval,
    ...[...counts, one.requests].map((count) => formatCount(count)),
    resultOf(one),
  ];
}

/** The series that have no row, in one line. */
function restOf(all: readonly SeriesSummary[], shown: readonly SeriesSummary[]): string {
  const rest = all.filter((one) => !shown.includes(one));
  const words = rest.every((one) => resultOf(one) === 'complete') ? 'all complete' : 'complete or not';
  const names =
    shown.length > 0 ? `… ${formatCount(rest.length)} more` : formatMany(rest.length, 'series', 'series');
  return `${names}, ${words}; --json has each of them.`;
}

function resultOf(one: SeriesSummary): string {
  if (one.skipped !== null) return `passed over: ${one.skipped}`;
  return one.unresolved.length === 0 && one.failure === null ? 'complete' : 'incomplete';
}

function notes({ series }: IngestSummary): string[] {
  const lines: string[] = [];
  for (const one of series) {
    const name = `${one.entry.symbol.toString()} ${one.interval}`;
    for (const range of one.unresolved)
      lines.push(`  ${name} ${printRange(range)}: ${range.reason.kind}: ${range.reason.message}`);
    if (one.unresolved.length === 0 && one.failure !== null)
      lines.push(`  ${name}: ${one.failure.kind}: ${one.failure.message}`);
  }
  const unresolved = lines.length === 0 ? [] : ['', 'Unresolved:', ...atMost(lines)];
  const pending = series.filter((one) => one.pending.length > 0);
  const archived = series.reduce((sum, one) => sum + one.archived, 0);
  const counted = series.some((one) => one.unavailable > 0);
  const nothing = series.filter((one) => one.requested !== null && one.requested.start >= one.requested.end);
  return [
    ...unresolved,
    ...(pending.length > 0
      ? [
          '',
          `The exchange does not have the newest candles of ${formatMany(pending.length, 'series', 'series')} yet; the next run asks again.`,
        ]
      : []),
    ...(counted
      ? ['', "Unavailable: before the first candle there is, or out of the exchange's reach."]
      : []),
    ...(archived > 0 ? ['', `${formatMany(archived, 'candle')} came from the exchange's files.`] : []),
    ...archiveFailures(series),
    ...(nothing.length > 0 ? ['', ...atMost(nothing.map(nothingToFetch))] : []),
    ...notClosed(series),
  ];
}

/** Where files could not be used. Nothing is missing for it: the API was asked. */
function archiveFailures(series: readonly SeriesSummary[]): string[] {
  const lines = series.flatMap(({ entry, interval, archiveFailure }) =>
    archiveFailure === null
      ? []
      : [`  ${entry.symbol.toString()} ${interval}: ${archiveFailure.kind}: ${archiveFailure.message}`],
  );
  return lines.length === 0
    ? []
    : ['', 'Files that could not be used; the API was asked instead:', ...atMost(lines)];
}

/** The first lines, and how many there are more. */
function atMost(lines: readonly string[]): string[] {
  const more = lines.length - MOST_RANGES;
  return [
    ...lines.slice(0, MOST_RANGES),
    ...(more > 0 ? [`  … ${formatCount(more)} more; --json has them all`] : []),
  ];
}

function nothingToFetch({ entry, interval, requests }: SeriesSummary): string {
  const name = `${entry.symbol.toString()} ${interval}`;
  return requests > 0
    ? `${name}: there is no candle before the end.`
    : `${name}: no candle opens in that range.`;
}

/** From when on candles were still open: a time for each interval. */
function notClosed(series: readonly SeriesSummary[]): string[] {
  const times = new Map<string, string>();
  for (const { interval, notClosedYet } of series) {
    if (notClosedYet !== null) times.set(interval, formatTime(notClosedYet.start));
  }
  if (times.size === 0) return [];
  const named = [...times].map(([interval, time]) => (times.size === 1 ? time : `${time} (${interval})`));
  return ['', `Not closed yet, and so not stored: candles that open from ${named.join(', ')} on.`];
}

function lastLine(summary: IngestSummary): string {
  const { series, outcome, interrupted, startedAt, endedAt } = summary;
  const sum = (pick: (one: SeriesSummary) => number): number =>
    series.reduce((total, one) => total + pick(one), 0);
  const stored = `${formatCount(sum((one) => one.inserted + one.updated))} candles stored`;
  const requests = formatMany(
    sum((one) => one.requests),
    'request',
  );
  const words = { complete: 'Complete', partial: 'Partly done', failed: 'Failed' }[outcome];
  const stopped = interrupted ? ', stopped before the end' : '';
  const over = series.filter((one) => one.skipped !== null).length;
  const passedOver = over > 0 ? ` (${formatCount(over)} passed over)` : '';
  return `${words}${stopped}: ${formatMany(series.length, 'series', 'series')}${passedOver}, ${stored}, ${requests}, ${formatElapsed(endedAt - startedAt)}. Times are UTC.`;
}

/** A run's summary for machines: stable keys, times as ISO 8601, ranges half-open. */
export function summaryDocument(summary: IngestSummary): unknown {
  const range = (one: { start: number; end: number }): object => ({
    start: formatTime(one.start),
    end: formatTime(one.end),
  });
  return {
    exchange: summary.exchange,
    outcome: summary.outcome,
    interrupted: summary.interrupted,
    startedAt: formatTime(summary.startedAt),
    endedAt: formatTime(summary.endedAt),
    series: summary.series.map(
      ({ entry, requested, pending, notClosedYet, unresolved, lastStored, ...rest }) => ({
        symbol: entry.symbol.toString(),
        symbolId: entry.id,
        market: entry.market,
        exchangeSymbol: entry.exchangeSymbol,
        ...rest,
        requested: requested && range(requested),
        pending: pending.map(range),
        notClosedYet: notClosedYet && range(notClosedYet),
        lastStored: lastStored === null ? null : formatTime(lastStored),
        unresolved: unresolved.map(({ reason, ...one }) => ({ ...range(one), reason })),
      }),
    ),
  };
}
