import { intersectRanges, type TimeRange } from '@marketloom/exchange';
import type { SettledRange } from '@marketloom/storage';

/** What the cells of a bar mean. */
export const COVERAGE_CELLS = {
  stored: '█',
  /** All settled: some stored, some with no candle to store. */
  withEmpty: '▓',
  /** Some of it is not settled. */
  withHoles: '░',
  /** All settled, and there is no candle. */
  nothing: '─',
  /** Not settled at all. */
  unknown: '·',
} as const;

/** The same as a line for people. */
export const COVERAGE_LEGEND: string = [
  `${COVERAGE_CELLS.stored} stored`,
  `${COVERAGE_CELLS.withEmpty} stored, some candles do not exist`,
  `${COVERAGE_CELLS.nothing} no candle exists`,
  `${COVERAGE_CELLS.withHoles} has holes`,
  `${COVERAGE_CELLS.unknown} not fetched`,
].join('   ');

/** What the ledger says of a stretch of time, cut into `width` equal cells. */
export function coverageBar(coverage: readonly SettledRange[], axis: TimeRange, width: number): string {
  const cellMs = (axis.end - axis.start) / width;
  return Array.from({ length: width }, (_, index) => {
    const cell = { start: axis.start + index * cellMs, end: axis.start + (index + 1) * cellMs };
    return cellOf(coverage, cell);
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
