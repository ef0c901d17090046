import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { page } from './fixtures/kline-arbitraries.ts';
import { packKlines } from './fixtures/pack-klines.ts';
import { assertKlines, DECIMAL_COLUMNS, KLINE_COLUMNS, KlineTable } from './index.ts';

const perPart = fc.integer({ min: 1, max: 7 });
const index = fc.integer({ min: -8, max: 8 });
/** What a value may be spoilt with: some of it is good, and all of it can be packed. */
const anyText = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '-',
    '-1',
    '-0',
    '0',
    '.5',
    '5.',
    '1e3',
    '1E-9',
    '1.2.3',
    'NaN',
    '+1',
    ' 1',
    '1,5',
    '0x1',
  ),
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
  fc.string({ unit: fc.constantFrom(...'0123456789.-e'.split('')), maxLength: 24 }),
);

describe('a packed table', () => {
  it('has the columns, the rows and the slices of the same table of text', () => {
    fc.assert(
      fc.property(
        page,
        perPart,
        index,
        fc.option(index, { nil: undefined }),
        ({ columns }, rows, start, end) => {
          const [text, packed] = [new KlineTable(columns), packKlines(columns, rows)];
          expect(packed).toHaveLength(text.length);
          expect([...packed]).toEqual([...text]);
          for (const name of KLINE_COLUMNS) expect(packed.has(name)).toBe(text.has(name));
          expect(packed.hasColumnsOf(text)).toBe(true);
          expect({ ...packed.columns }).toEqual(columns);
          const cut = packed.slice(start, end);
          expect(cut.packed).not.toBeNull();
          expect({ ...cut.columns }).toEqual(text.slice(start, end).columns);
          expect({ ...cut.slice(end ?? 0).columns }).toEqual(text.slice(start, end).slice(end ?? 0).columns);
        },
      ),
    );
  });

  it('is joined with others as tables of text are, and stays packed where all are', () => {
    fc.assert(
      fc.property(
        page,
        perPart,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
        ({ columns }, rows, forms) => {
          const text = new KlineTable(columns);
          const tables = forms.map((isPacked, at) =>
            (isPacked ? packKlines(columns, rows) : text).slice(at % 3),
          );
          const joined = KlineTable.concat(tables);
          const filled = tables.filter(({ length }) => length > 0);
          expect(joined.packed !== null).toBe(
            filled.length > 0 && filled.every(({ packed }) => packed !== null),
          );
          const plain = KlineTable.concat(forms.map((_, at) => text.slice(at % 3)));
          expect({ ...joined.columns }).toEqual(plain.columns);
          expect(plain.columns.open).toEqual(forms.flatMap((_, at) => columns.open.slice(at % 3)));
        },
      ),
    );
  });

  it('is found good or at fault as the same table of text is, in the same words', () => {
    const verdict = (table: KlineTable, expected: Parameters<typeof assertKlines>[1]): string => {
      try {
        assertKlines(table, expected);
        return 'good';
      } catch (error) {
        return String(error);
      }
    };
    const spoils = fc.array(fc.tuple(fc.constantFrom(...DECIMAL_COLUMNS), fc.nat(), anyText), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(page, perPart, spoils, ({ columns, expected }, rows, faults) => {
        const spoilt = { ...columns };
        for (const [name, random, value] of faults) {
          const column = spoilt[name];
          if (column !== null) spoilt[name] = column.with(random % column.length, value);
        }
        expect(verdict(packKlines(spoilt, rows), expected)).toBe(verdict(new KlineTable(spoilt), expected));
      }),
      { numRuns: 1000 },
    );
  });

  it('compares prices exactly, however they are spelt', () => {
    const price = fc
      .tuple(
        fc.constantFrom(1n, 99n, 123_456n, 10n ** 13n, 10n ** 15n - 1n, 10n ** 15n),
        fc.integer({ min: -1, max: 1 }),
      )
      .map(([digits, nudge]) => String(digits + BigInt(nudge)).padStart(9, '0'));
    const places = fc.integer({ min: 0, max: 8 });
    const spelt = fc
      .tuple(price, places, fc.nat(9))
      .map(
        ([digits, behind, zeros]) =>
          `${digits.slice(0, digits.length - behind)}.${digits.slice(digits.length - behind)}0${'0'.repeat(zeros)}`,
      );
    fc.assert(
      fc.property(fc.tuple(spelt, spelt, spelt, spelt), ([open, high, low, close]) => {
        const columns = {
          ...KlineTable.empty().columns,
          openTime: [0],
          closeTime: [59_999],
          open: [open],
          high: [high],
          low: [low],
          close: [close],
          volume: ['1'],
        };
        const expected = {
          interval: '1m',
          range: { start: 0, end: 60_000 },
          exchange: 'test',
          operation: 'test',
        } as const;
        const outcome = (table: KlineTable): string => {
          try {
            return String(assertKlines(table, expected));
          } catch (error) {
            return String(error);
          }
        };
        expect(outcome(packKlines(columns))).toBe(outcome(new KlineTable(columns)));
      }),
      { numRuns: 2000 },
    );
  });
});
