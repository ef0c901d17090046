import { intersectRanges, type TimeRange } from '@marketloom/exchange';
import type { SettledRange } from '@marketloom/storage';

/** What the cells of a bar mean. */
export const COVERAGE_CELLS = {
  stored: '█',
  /** All settled: some stored, some with no candle to store. */
  withEmpty: '▓',
  /** Some of it is not settled, and could be. */
  withHoles: '░',
  /** All settled, and there is no candle. */
  nothing: '─',
  /** Not settled at all. */
  unknown: '·',
  /** No candle of it has closed yet. */
  notYet: ' ',
} as const;

/** The same as a line for people. */
export const COVERAGE_LEGEND: string = [
  `${COVERAGE_CELLS.stored} stored`,
  `${COVERAGE_CELLS.withEmpty} stored, some candles do not exist`,
  `${COVERAGE_CELLS.nothing} no candle exists`,
  `${COVERAGE_CELLS.withHoles} partly fetched`,
  `${COVERAGE_CELLS.unknown} not fetched`,
].join('   ');

/**
 * What the ledger says of a stretch of time, cut into `width` equal cells.
 * @param closedUntil where the candles begin that have not closed: what lies behind is no hole
 */
export function coverageBar(
  coverage: readonly SettledRange[],
  axis: TimeRange,
  width: number,
  closedUntil: number = Number.POSITIVE_INFINITY,
): string {
  const cellMs = (axis.end - axis.start) / width;
  return Array.from({ length: width }, (_, index) => {
    const start = axis.start + index * cellMs;
    const cell = { start, end: Math.min(start + cellMs, closedUntil) };
    return cell.start < cell.end ? cellOf(coverage, cell) : COVERAGE_CELLS.notYet;
  }).join('');
}

function cellOf(coverage: readonly SettledRange[], cell: TimeRange): string {
  const share = (ranges: readonly TimeRange[]): number =>
    intersectRanges(ranges, [cell]).reduce((sum, { start, end }) => sum + end - start, 0) /
    (cell.end - cell.start);
  const stored = share(coverage.filter(({ status }) => status === 'stored'));
  const settled = share(coverage);
  if (settled === 0) return COVERAGE_CELLS.unknown;
  // Times are whole milliseconds and cells are not: what is missing by less than that is not missing.
  if (settled < 1 - 1e-6) return COVERAGE_CELLS.withHoles;
  if (stored === 0) return COVERAGE_CELLS.nothing;
  return stored < 1 - 1e-6 ? COVERAGE_CELLS.withEmpty : COVERAGE_CELLS.stored;
}
