import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_REASONS, OUTAGE_SERIES } from './empty-reasons.ts';
import { explainLedger, explanationsOf } from './explain-ranges.ts';
import { paintCoverage } from './paint-coverage.ts';
import type { SettledRange } from './settled-range.ts';

const CELLS = 20;
const FOREIGN = 'said by the exchange';
const range: fc.Arbitrary<SettledRange> = fc
  .record({
    start: fc.integer({ min: 0, max: CELLS - 1 }),
    length: fc.integer({ min: 1, max: CELLS }),
    status: fc.constantFrom('stored' as const, 'empty' as const, 'empty' as const, 'unavailable' as const),
    reason: fc.constantFrom(null, null, FOREIGN, ...Object.values(EMPTY_REASONS)),
  })
  .map(({ start, length, ...rest }) => ({ start, end: Math.min(CELLS, start + length), ...rest }));
const ledger = fc.array(range, { maxLength: 6 }).map((ranges) => paintCoverage([], ranges));
const ledgers = fc.array(ledger, { minLength: 1, maxLength: 6 });
const quietIntervals = fc.constantFrom('sent' as const, 'omitted' as const);

const at = (ranges: readonly SettledRange[], cell: number): SettledRange | undefined =>
  ranges.find(({ start, end }) => start <= cell && cell < end);

/** What a cell of an empty range is to say, by counting. */
function expectedReason(
  all: readonly (readonly SettledRange[])[],
  cell: number,
  quiet: string,
  old: string | null,
): string | null {
  if (old === FOREIGN) return old;
  const statuses = all.map((one) => at(one, cell)?.status);
  if (statuses.includes('stored'))
    return quiet === 'sent' ? EMPTY_REASONS.notTrading : EMPTY_REASONS.noTrades;
  const empty = statuses.filter((status) => status === 'empty').length;
  return empty >= OUTAGE_SERIES ? EMPTY_REASONS.outage : old;
}

test('each candle of an empty range says what counting the series says, and nothing else changes', () => {
  fc.assert(
    fc.property(ledgers, quietIntervals, (all, quiet) => {
      const explanations = explanationsOf(all, quiet);
      for (const one of all) {
        const explained = explainLedger(one, explanations);
        for (let cell = 0; cell < CELLS; cell += 1) {
          const before = at(one, cell);
          const after = at(explained, cell);
          expect(after?.status).toBe(before?.status);
          const old = before?.reason ?? null;
          expect(after?.reason ?? null).toBe(
            before?.status === 'empty' ? expectedReason(all, cell, quiet, old) : old,
          );
        }
        expect(explained).toEqual(paintCoverage([], explained));
        expect(explainLedger(explained, explanations)).toEqual(explained);
      }
    }),
    { numRuns: 1000 },
  );
});

test('an outage takes three series; what one of them cannot reach is no evidence', () => {
  const empty: SettledRange = { start: 0, end: 10, status: 'empty' };
  const unavailable: SettledRange = { start: 0, end: 10, status: 'unavailable' };
  expect(explanationsOf([[empty], [empty]], 'omitted')).toEqual([]);
  expect(explanationsOf([[empty], [empty], [unavailable]], 'omitted')).toEqual([]);
  expect(explanationsOf([[empty], [empty], [empty], [unavailable]], 'omitted')).toEqual([
    { start: 0, end: 10, reason: EMPTY_REASONS.outage },
  ]);
});
