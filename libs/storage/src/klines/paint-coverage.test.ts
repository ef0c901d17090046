import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverageChanges, paintCoverage } from './paint-coverage.ts';
import type { SettledRange } from './settled-range.ts';

const CELLS = 24;
const range: fc.Arbitrary<SettledRange> = fc
  .record({
    start: fc.integer({ min: 0, max: CELLS - 1 }),
    length: fc.integer({ min: 0, max: CELLS }),
    status: fc.constantFrom('stored' as const, 'empty' as const, 'unavailable' as const),
    reason: fc.constantFrom(null, 'no trades', 'outage'),
  })
  .map(({ start, length, status, reason }) => ({
    start,
    end: Math.min(CELLS, start + length),
    status,
    reason,
  }));

/** The same ledger as an array with a cell for each candle. */
function paintCells(cells: (string | undefined)[], settled: readonly SettledRange[]): void {
  for (const { start, end, status, reason } of settled)
    cells.fill(JSON.stringify([status, reason]), start, end);
}

function cellsOf(ranges: readonly SettledRange[]): (string | undefined)[] {
  const cells = Array.from<string | undefined>({ length: CELLS });
  paintCells(cells, ranges);
  return cells;
}

test('any sequence of settled ranges gives what painting an array gives, in as few ranges as can be', () => {
  fc.assert(
    fc.property(fc.array(fc.array(range, { maxLength: 4 }), { maxLength: 8 }), (batches) => {
      const cells = Array.from<string | undefined>({ length: CELLS });
      let ledger: SettledRange[] = [];
      for (const batch of batches) {
        paintCells(cells, batch);
        ledger = paintCoverage(ledger, batch);
      }
      expect(cellsOf(ledger)).toEqual(cells);
      const ends = ledger.flatMap(({ start, end }) => [start, end]);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(ledger.every(({ start, end }) => start < end)).toBe(true);
      const runs = cells.filter((cell, index) => cell !== undefined && cell !== cells[index - 1]);
      expect(ledger.length).toBe(runs.length);
    }),
  );
});

test('removing and writing the changed rows turns the old ledger into the new one', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 6 }), fc.array(range, { maxLength: 3 }), (first, second) => {
      const before = paintCoverage([], first);
      const after = paintCoverage(before, second);
      const rows = new Map(before.map((row) => [row.start, row]));
      const changes = coverageChanges(before, after);
      for (const start of changes.removed) expect(rows.delete(start)).toBe(true);
      for (const row of changes.written) {
        expect(rows.get(row.start)).not.toEqual(row);
        rows.set(row.start, row);
      }
      expect([...rows.values()].toSorted((a, b) => a.start - b.start)).toEqual(after);
    }),
  );
});

test('what is settled alike again changes nothing', () => {
  const ledger = paintCoverage([], [{ start: 0, end: 5, status: 'stored' }]);
  expect(
    coverageChanges(ledger, paintCoverage(ledger, [{ start: 1, end: 3, status: 'stored', reason: null }])),
  ).toEqual({
    removed: [],
    written: [],
  });
});
