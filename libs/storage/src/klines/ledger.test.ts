import { type Interval, nextOpenTime, shiftOpenTime, type TimeRange } from '@marketloom/exchange';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeKlines } from '../testing/kline-fixture.ts';
import { openKlineStore } from '../testing/test-store.ts';
import type { SettledRange, SettledStatus } from './settled-range.ts';

const CELLS = 20;
const { store, newSymbol } = await openKlineStore();

/** A batch as runs of cells: each says what so many candles are, or that nothing is said of them. */
const runs = fc.array(
  fc.record({
    length: fc.integer({ min: 1, max: 5 }),
    cell: fc.constantFrom<SettledStatus | null>('stored', 'stored', 'empty', 'unavailable', null),
  }),
  { minLength: 1, maxLength: 6 },
);
const batch = fc.record({ first: fc.integer({ min: 0, max: CELLS - 1 }), runs });

/** Painting an array: what the ledger must come to. */
class Model {
  readonly cells: (SettledStatus | undefined)[] = Array.from({ length: CELLS });

  /** Whether a batch is acceptable; then it is painted. */
  paint(ranges: readonly { first: number; end: number; status: SettledStatus }[]): boolean {
    const withdraws = ranges.some(
      ({ first, end, status }) => status !== 'stored' && this.cells.slice(first, end).includes('stored'),
    );
    if (withdraws) return false;
    for (const { first, end, status } of ranges) this.cells.fill(status, first, end);
    return true;
  }
}

test.each<[Interval, number]>([
  ['1m', Date.UTC(2024, 1, 28, 23, 50)],
  ['1w', Date.UTC(2023, 10, 6)],
  ['1M', Date.UTC(2023, 0, 1)],
])(
  'after any sequence of batches of %s candles the ledger is as painted, and candles lie where it says',
  async (interval, start) => {
    const time = (cell: number): number => shiftOpenTime(start, interval, cell);
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
        const model = new Model();
        const series = await store.claim(await newSymbol(), interval);
        for (const { first, runs: cells } of batches) {
          const ranges = cellRanges(first, cells);
          const settled = ranges.map((range): SettledRange => ({
            start: time(range.first),
            end: time(range.end),
            status: range.status,
          }));
          const stored = settled.filter(({ status }) => status === 'stored');
          const written = series.write({ klines: makeKlines(stored, { interval }), settled });
          const outcome = await written.then(
            () => true,
            (error: Error) => error.name,
          );
          expect(outcome).toBe(model.paint(ranges) || 'WithdrawnKlinesError');
        }
        const coverage = await series.coverage();
        expect(paintedCells(coverage, time)).toEqual(model.cells);
        expect(coverage.length).toBe(
          model.cells.filter((cell, index) => cell !== undefined && cell !== model.cells[index - 1]).length,
        );
        const asked = { start: time(2) + 1, end: time(CELLS - 3) };
        expect(cellsIn(await series.missing(asked), interval)).toEqual(
          model.cells.flatMap((cell, index) =>
            cell === undefined && index > 2 && index < CELLS - 3 ? [time(index)] : [],
          ),
        );
        const { columns } = await store.read(series.symbolId, interval, { start: time(0), end: time(CELLS) });
        expect(columns.openTime).toEqual(
          model.cells.flatMap((cell, index) => (cell === 'stored' ? [time(index)] : [])),
        );
        const [status] = await store.status({ symbolIds: [series.symbolId] });
        expect(status?.rows ?? 0).toBe(columns.openTime.length);
        expect(status?.first ?? null).toBe(columns.openTime[0] ?? null);
        expect(status?.last ?? null).toBe(columns.openTime.at(-1) ?? null);
        await series.release();
      }),
      { numRuns: 25 },
    );
  },
);

function cellRanges(
  first: number,
  cells: readonly { length: number; cell: SettledStatus | null }[],
): { first: number; end: number; status: SettledStatus }[] {
  const ranges: { first: number; end: number; status: SettledStatus }[] = [];
  let position = first;
  for (const { length, cell } of cells) {
    const end = Math.min(CELLS, position + length);
    if (cell !== null && position < end) ranges.push({ first: position, end, status: cell });
    position = end;
  }
  return ranges;
}

function paintedCells(
  coverage: readonly SettledRange[],
  time: (cell: number) => number,
): (SettledStatus | undefined)[] {
  return Array.from(
    { length: CELLS },
    (_, cell) => coverage.find(({ start, end }) => start <= time(cell) && time(cell) < end)?.status,
  );
}

function cellsIn(ranges: readonly TimeRange[], interval: Interval): number[] {
  const open: number[] = [];
  for (const { start, end } of ranges)
    for (let at = start; at < end; at = nextOpenTime(at, interval)) open.push(at);
  return open;
}
