import { DECIMAL_COLUMNS, type KlineColumns, KlineTable, type PackedPart } from '@marketloom/exchange';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeKlines, minutes, withColumns } from '../testing/kline-fixture.ts';
import { KlineEncoder } from './encode-klines.ts';
import { InvalidKlineBatchError } from './invalid-kline-batch-error.ts';

/** The same klines, their decimals as an exchange's answers would hold them. */
function packed({ columns }: KlineTable, rowsPerPart: number): KlineTable {
  const decimals = DECIMAL_COLUMNS.filter((name) => columns[name] !== null);
  const parts: PackedPart[] = [];
  for (let first = 0; first < columns.openTime.length; first += rowsPerPart) {
    const rows = columns.openTime.slice(first, first + rowsPerPart).map((_, row) => first + row);
    const texts = rows.map((row) => decimals.map((name) => columns[name]?.[row] ?? ''));
    const ends = texts.map(
      (_, row) =>
        texts
          .slice(0, row + 1)
          .flat()
          .join('').length,
    );
    parts.push({
      text: new TextEncoder().encode(texts.flat().join('')),
      starts: Uint32Array.from([0, ...ends.slice(0, -1)]),
      lengths: Uint8Array.from(texts.flat(), ({ length }) => length),
    });
  }
  return new KlineTable({
    openTime: Float64Array.from(columns.openTime),
    closeTime: Float64Array.from(columns.closeTime),
    tradeCount: columns.tradeCount && Float64Array.from(columns.tradeCount),
    decimals,
    parts,
  });
}

const encode = (klines: KlineTable): Buffer => {
  const prefix = { symbolId: 7, interval: '1m' };
  const chunks: Uint8Array[] = [];
  for (const chunk of new KlineEncoder().encode(klines, prefix, 'test')) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};
const outcome = (klines: KlineTable): unknown => {
  try {
    return encode(klines).toString('hex');
  } catch (error) {
    if (!(error instanceof InvalidKlineBatchError)) throw error;
    return [error.message, error.openTime];
  }
};

const decimal = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
  fc.tuple(fc.nat(), fc.nat()).map(([whole, fraction]) => `${whole}.${String(fraction).padStart(8, '0')}`),
  fc.constantFrom('0', '0.00000000', '000.0010', '.5', '5.', '-1', '1e3', '1E-9', '10000.0000', '100000000'),
  fc.constantFrom('NaN', '', '.', '1.2.3', '1,5', ' 1', '-'),
);

describe('the encoder', () => {
  test('makes the same bytes, or the same error, of packed klines and of their text', () => {
    const spoils = fc.array(fc.tuple(fc.constantFrom(...DECIMAL_COLUMNS), fc.nat(11), decimal), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(spoils, fc.integer({ min: 1, max: 13 }), fc.boolean(), (values, rowsPerPart, isShort) => {
        const usual = makeKlines([minutes(0, 12)]);
        const columns: Record<string, unknown> = {
          ...usual.columns,
          ...(isShort && { quoteVolume: null, tradeCount: null }),
        };
        for (const [name, row, text] of values) {
          const column = columns[name] as readonly string[] | null;
          if (column !== null) columns[name] = column.with(row, text);
        }
        const table = new KlineTable(columns as unknown as KlineColumns);
        const alike = packed(table, rowsPerPart);
        expect(outcome(alike)).toEqual(outcome(table));
        expect(outcome(alike.slice(2, 9))).toEqual(outcome(table.slice(2, 9)));
      }),
      { numRuns: 500 },
    );
  });

  test('fills several chunks with the same bytes, from parts joined as they came', () => {
    const table = makeKlines([minutes(0, 5000)]);
    const pages = [table.slice(0, 1000), table.slice(1000, 1001), table.slice(1001, 5000)];
    const joined = KlineTable.concat(pages.map((page) => packed(page, 700)));
    expect(joined.packed?.parts).toHaveLength(9);
    expect(encode(joined).equals(encode(table))).toBe(true);
    expect(encode(table).length).toBeGreaterThan(512 * 1024);
  });

  test('reads no text that is not ASCII as digits', () => {
    const table = withColumns(makeKlines([minutes(0, 1)]), { open: ['\u0131\u0132'] });
    expect(() => encode(table)).toThrow(InvalidKlineBatchError);
  });
});
