import {
  alignRange,
  countCandles,
  type Interval,
  intersectRanges,
  isEmptyRange,
  type TimeRange,
} from '@marketloom/exchange';
import type { Connection } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import { changeLedger, type LedgerSeries, lockLedger, readCoverage } from './coverage-ledger.ts';
import { EMPTY_REASONS, type EmptyReason, type QuietIntervals } from './empty-reasons.ts';
import { type ExplainedRange, explainLedger, explanationsOf } from './explain-ranges.ts';
import { coverageChanges } from './paint-coverage.ts';
import { readStatus } from './series-status.ts';
import type { SettledRange } from './settled-range.ts';

/** Which empty ranges are to be explained. */
export interface EmptyQuestion {
  /** All series of one exchange that are known: each is evidence for the others. */
  readonly symbolIds: readonly number[];
  readonly interval: Interval;
  /** All that is settled, when left out. */
  readonly range?: TimeRange | undefined;
  /** What the exchange does where nothing was traded. */
  readonly quietIntervals: QuietIntervals;
  readonly signal?: AbortSignal | undefined;
}

/** The empty ranges of all series after they were explained, counted in candles that there are none of. */
export interface EmptyCounts extends Readonly<Record<EmptyReason, number>> {
  /** Explained by someone else: left as they are. */
  readonly otherwise: number;
  /** Without a reason: nothing can be told. */
  readonly unknown: number;
  /** How many rows of the ledger were written. */
  readonly written: number;
}

/** Explains the empty ranges of each series by the others, in one transaction a series. */
export async function explainEmpty(connection: Connection, question: EmptyQuestion): Promise<EmptyCounts> {
  const { symbolIds, interval, quietIntervals, signal } = question;
  const counts = { outage: 0, noTrades: 0, notTrading: 0, otherwise: 0, unknown: 0, written: 0 };
  const within = question.range === undefined ? null : alignRange(question.range, interval);
  if (within !== null && isEmptyRange(within)) return counts;
  const series = await readStatus(connection, { symbolIds, intervals: [interval] });
  const explanations = cut(
    explanationsOf(
      series.map(({ coverage }) => coverage),
      quietIntervals,
    ),
    within,
  );
  for (const { symbolId, coverage } of series) {
    signal?.throwIfAborted();
    // A series that has nothing to be explained, as most, takes no transaction.
    const { after, written } = changesNothing(coverage, explanations)
      ? { after: coverage, written: 0 }
      : await explainSeries(connection, { symbolId, interval }, explanations);
    counts.written += written;
    for (const range of cut(after, within)) {
      if (range.status === 'empty') counts[kindOf(range)] += countCandles(range, interval);
    }
  }
  return counts;
}

function changesNothing(coverage: readonly SettledRange[], explanations: readonly ExplainedRange[]): boolean {
  const { removed, written } = coverageChanges(coverage, explainLedger(coverage, explanations));
  return removed.length === 0 && written.length === 0;
}

/** The parts of ranges that lie within another one. */
function cut<Range extends TimeRange>(ranges: readonly Range[], within: TimeRange | null): readonly Range[] {
  if (within === null) return ranges;
  return ranges.flatMap((range) => intersectRanges([range], [within]).map((part) => ({ ...range, ...part })));
}

function kindOf({ reason = null }: SettledRange): EmptyReason | 'otherwise' | 'unknown' {
  if (reason === null) return 'unknown';
  const kinds = Object.keys(EMPTY_REASONS) as EmptyReason[];
  return kinds.find((kind) => EMPTY_REASONS[kind] === reason) ?? 'otherwise';
}

/** Reads the ledger anew behind its lock: only the evidence is older than that. */
function explainSeries(
  connection: Connection,
  series: LedgerSeries,
  explanations: readonly ExplainedRange[],
): Promise<{ after: readonly SettledRange[]; written: number }> {
  return retryConflicts(() =>
    withSession(connection, (session) =>
      inTransaction(session, async () => {
        await lockLedger(session, series);
        const before = await readCoverage(session, series, null);
        const after = explainLedger(before, explanations);
        return { after, written: await changeLedger(session, series, { before, after, settled: [] }) };
      }),
    ),
  );
}
