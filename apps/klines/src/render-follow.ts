import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import { type FollowedSeriesSummary, type FollowSummary, isBehind } from '@marketloom/ingestion';

const COLUMNS = [
  { title: 'symbol', key: true },
  { title: 'interval', key: true },
  { title: 'stored', right: true },
  { title: 'revisions', right: true },
  { title: 'last stored' },
  { title: 'pending', right: true },
  { title: 'missing', right: true },
  { title: 'failures', right: true },
  { title: 'result' },
];

/** Of more series than this only those that are behind are shown. */
const MOST_ROWS = 50;

/** How many of those that are behind are explained; `--json` has them all. */
const MOST_REASONS = 20;

/** What became of what was followed, for people. */
export function renderFollow(summary: FollowSummary, output: Output): string {
  const { series } = summary;
  const behind = series.filter(isBehind);
  const shown = series.length <= MOST_ROWS ? series : behind.slice(0, MOST_ROWS);
  const hidden = series.length - shown.length;
  const more = hidden > 0 ? [`… ${formatCount(hidden)} more`] : [];
  const table = shown.length > 0 ? [output.table(COLUMNS, shown.map(rowOf)), ...more] : [];
  const parts = [table, reasonsOf(behind), [lastLine(summary, behind.length)]];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function rowOf(one: FollowedSeriesSummary): string[] {
  return [
    one.entry.symbol.toString(),
    one.interval,
    formatCount(one.stored),
    formatCount(one.revisions),
    formatTime(one.lastStored),
    formatCount(one.pending),
    one.missing === null ? '?' : formatCount(one.missing),
    formatCount(one.failures),
    resultOf(one),
  ];
}

function resultOf(one: FollowedSeriesSummary): string {
  if (one.retired !== null) return one.retired === 'delisted' ? 'delisted' : 'not selected any more';
  if (!isBehind(one)) return 'current';
  return one.lagMs > 0 ? `behind by ${formatElapsed(one.lagMs)}` : 'behind';
}

function reasonsOf(behind: readonly FollowedSeriesSummary[]): string[] {
  if (behind.length === 0) return [];
  const lines = behind.slice(0, MOST_REASONS).map(({ entry, interval, reason }) => {
    const why = reason === null ? 'unknown' : `${reason.kind}: ${reason.message}`;
    return `  ${entry.symbol.toString()} ${interval}: ${why}`;
  });
  const more = behind.length - lines.length;
  return ['Behind:', ...lines, ...(more > 0 ? [`  … ${more} more; --json has them all`] : [])];
}

function lastLine({ series, interrupted, startedAt, endedAt }: FollowSummary, behind: number): string {
  const sum = (pick: (one: FollowedSeriesSummary) => number): number =>
    series.reduce((total, one) => total + pick(one), 0);
  const state = behind === 0 ? 'Current' : `${formatMany(behind, 'series', 'series')} behind`;
  const did = [
    formatMany(series.length, 'series', 'series'),
    `${formatMany(
      sum(({ stored }) => stored),
      'candle',
    )} stored`,
    formatMany(
      sum(({ requests }) => requests),
      'request',
    ),
    formatElapsed(endedAt - startedAt),
  ];
  return `${state}${interrupted ? ', stopped' : ''}: ${did.join(', ')}. Times are UTC.`;
}

/** The same for machines: stable keys, times as ISO 8601. */
export function followDocument(summary: FollowSummary): unknown {
  return {
    ...summary,
    startedAt: formatTime(summary.startedAt),
    endedAt: formatTime(summary.endedAt),
    series: summary.series.map(({ entry, interval, lastStored, ...rest }) => ({
      symbol: entry.symbol.toString(),
      symbolId: entry.id,
      market: entry.market,
      exchangeSymbol: entry.exchangeSymbol,
      interval,
      behind: isBehind(rest),
      lastStored: lastStored === null ? null : formatTime(lastStored),
      ...rest,
    })),
  };
}
