import { formatCount, formatElapsed, formatMany, formatTime, type Output } from '@marketloom/cli';
import { printRange } from '@marketloom/exchange';
import type { VerifiedSeries, VerifyFinding, VerifySummary } from '@marketloom/ingestion';

const COLUMNS = [
  { title: 'exchange', key: true },
  { title: 'symbol', key: true },
  { title: 'interval', key: true },
  { title: 'candles', right: true },
  { title: 'against minutes', right: true },
  { title: 'against exchange', right: true },
  { title: 'requests', right: true },
  { title: 'faults', right: true },
  { title: 'result' },
];

/** How many faults are printed out; `--json` has all that were kept. */
const MOST_FAULTS = 20;

/** A verification for people. */
export function renderVerification(summary: VerifySummary, output: Output): string {
  if (summary.series.length === 0)
    return 'No candles of these are stored yet; begin with: marketloom-klines ingest --help';
  const lines = summary.series.flatMap((series) =>
    series.findings.map((finding) => `  ${nameOf(series)} ${describeFinding(finding)}`),
  );
  const failures = summary.series.flatMap((series) =>
    series.failure === null ? [] : [`  ${nameOf(series)}: ${series.failure.kind}: ${series.failure.message}`],
  );
  const omitted = summary.series.reduce((sum, one) => sum + one.omitted, 0);
  const more = lines.length - MOST_FAULTS + omitted;
  return [
    output.table(COLUMNS, summary.series.map(rowOf)),
    ...(lines.length > 0 ? ['', 'Faults:', ...lines.slice(0, MOST_FAULTS)] : []),
    ...(lines.length > MOST_FAULTS || omitted > 0
      ? [`  … ${formatCount(Math.max(more, omitted))} more`]
      : []),
    ...(failures.length > 0 ? ['', 'Not looked at as a whole:', ...failures.slice(0, MOST_FAULTS)] : []),
    '',
    lastLine(summary),
  ].join('\n');
}

function rowOf(series: VerifiedSeries): string[] {
  const { entry, interval, candles, compared, sampled, requests, findings, omitted, failure } = series;
  const faults = findings.length + omitted;
  const result = failure === null ? (faults === 0 ? 'clean' : 'faulty') : 'incomplete';
  const counts = [candles, compared, sampled, requests, faults].map((count) => formatCount(count));
  return [entry.exchange, entry.symbol.toString(), interval, ...counts, result];
}

function nameOf({ entry, interval }: VerifiedSeries): string {
  return `${entry.symbol.toString()} ${interval}`;
}

/** What is wrong, in words: `2024-01-01T00:00:00Z..2024-01-01T00:05:00Z: 5 candles: …`. */
function describeFinding(finding: VerifyFinding): string {
  return `${printRange(finding.range)}: ${formatMany(finding.candles, 'candle')}: ${wordsOf(finding)}`;
}

function wordsOf(finding: VerifyFinding): string {
  const isOne = finding.candles === 1;
  switch (finding.kind) {
    case 'misaligned':
      return `${isOne ? 'opens' : 'open'} off the interval's grid`;
    case 'prices':
      return `${isOne ? 'has' : 'have'} prices that cannot be`;
    case 'volumes':
      return `${isOne ? 'has' : 'have'} volumes that cannot be`;
    case 'notStored':
      return `${isOne ? 'is' : 'are'} not there, though the ledger says so`;
    case 'notSettled':
      return `${isOne ? 'is' : 'are'} there, though the ledger does not say so`;
    case 'ledger':
      return `the ledger's range is ${finding.fault}`;
    case 'aggregate':
      return `not what the stored minutes make of it: ${finding.columns.join(', ')}`;
    case 'sample':
      return {
        differs: `not what the exchange answers now: ${finding.columns.join(', ')}`,
        withdrawn: `the exchange does not have ${isOne ? 'it' : 'them'}`,
        absent: isOne
          ? 'the exchange has it, and it is not stored'
          : 'the exchange has them, and they are not stored',
      }[finding.fault];
  }
}

function lastLine({ series, outcome, interrupted, startedAt, endedAt }: VerifySummary): string {
  const candles = series.reduce((sum, one) => sum + one.candles, 0);
  const words = { clean: 'Clean', faulty: 'Faulty', incomplete: 'Incomplete' }[outcome];
  const stopped = interrupted ? ', stopped before the end' : '';
  const hint = outcome === 'faulty' ? ' Mend it with: marketloom-klines repair' : '';
  return (
    `${words}${stopped}: ${formatMany(series.length, 'series', 'series')}, ${formatCount(candles)} candles looked at, ` +
    `${formatElapsed(endedAt - startedAt)}. Times are UTC.${hint}`
  );
}

/** A verification for machines; `klines repair --from` reads it. */
export function verificationDocument(summary: VerifySummary): unknown {
  const { outcome, interrupted, startedAt, endedAt, series } = summary;
  return {
    outcome,
    interrupted,
    startedAt: formatTime(startedAt),
    endedAt: formatTime(endedAt),
    series: series.map(({ entry, findings, ...rest }) => ({
      exchange: entry.exchange,
      market: entry.market,
      symbol: entry.symbol.toString(),
      symbolId: entry.id,
      exchangeSymbol: entry.exchangeSymbol,
      ...rest,
      findings: findings.map(({ range, openTime, ...finding }) => ({
        ...finding,
        start: formatTime(range.start),
        end: formatTime(range.end),
        openTime: formatTime(openTime),
      })),
    })),
  };
}
