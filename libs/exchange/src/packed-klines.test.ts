import { describe, expect, it } from 'vitest';
import { DECIMAL_COLUMNS, KlineTable, type PackedKlines, type PackedPart } from './index.ts';

const text = new TextEncoder().encode('1.10211.57');
const part: PackedPart = { text, starts: Uint32Array.of(0), lengths: Uint8Array.of(4, 1, 1, 3, 1) };
const rows: PackedKlines = {
  openTime: Float64Array.of(0),
  closeTime: Float64Array.of(59_999),
  tradeCount: null,
  decimals: ['open', 'high', 'low', 'close', 'volume'],
  parts: [part],
};

describe('packed klines', () => {
  it('are read where they lie, and are kept as they came', () => {
    const table = new KlineTable(rows);
    expect(table.packed).toBe(rows);
    expect(table.columns).toMatchObject({
      open: ['1.10'],
      close: ['1.5'],
      quoteVolume: null,
      tradeCount: null,
    });
    expect(table.columns.open).toBe(table.columns.open);
    expect(table.at(0).close.toFixed()).toBe('1.5');
    expect([table.has('volume'), table.has('quoteVolume'), table.has('tradeCount')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('need have no volume', () => {
    const lengths = Uint8Array.of(4, 1, 1, 3);
    const table = new KlineTable({
      ...rows,
      decimals: rows.decimals.slice(0, 4),
      parts: [{ ...part, lengths }],
    });
    expect([table.has('volume'), table.columns.volume, table.at(0).volume]).toEqual([false, null, null]);
    expect(table.slice(0).columns).toMatchObject({ close: ['1.5'], volume: null });
  });

  it('give their memory back when released, where nothing else lies in it', () => {
    const own = (bytes: Uint8Array): PackedKlines => ({
      ...rows,
      openTime: rows.openTime.slice(),
      closeTime: rows.closeTime.slice(),
      parts: [{ text: bytes, starts: part.starts.slice(), lengths: part.lengths.slice() }],
    });
    const whole = own(text.slice());
    new KlineTable(whole).release();
    const arrays = [whole.openTime, whole.closeTime, ...Object.values(whole.parts[0] as PackedPart)];
    expect(arrays.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0]);
    const shared = new Uint8Array(100);
    const within = shared.subarray(10, 10 + text.length);
    within.set(text);
    new KlineTable(own(within)).release();
    expect(within).toHaveLength(text.length);
    const empty = KlineTable.empty();
    empty.release();
    expect(empty.columns.open).toEqual([]);
  });

  it('share their text with their slices and with what they are joined to', () => {
    const table = new KlineTable(rows);
    expect(table.slice(0, 1).packed?.parts[0]?.text).toBe(text);
    expect(
      KlineTable.concat([table, KlineTable.empty(), table]).packed?.parts.map((one) => one.text),
    ).toEqual([text, text]);
    expect(KlineTable.concat([KlineTable.empty(), table])).toBe(table);
  });

  it.each<[string, Partial<PackedKlines>, string]>([
    [
      'of which one is missing',
      { openTime: Float64Array.of(0, 60_000) },
      'column closeTime has 1 values, openTime has 2',
    ],
    [
      'without their counts',
      { tradeCount: new Float64Array(0) },
      'column tradeCount has 0 values, openTime has 1',
    ],
    ['without decimals', { parts: [] }, 'column decimals has 0 values, openTime has 1'],
    [
      'that end within a row',
      { parts: [{ ...part, lengths: Uint8Array.of(1) }] },
      'packed decimals end within a row',
    ],
    [
      'in another order',
      { decimals: [...DECIMAL_COLUMNS].toReversed() },
      'in this order, not takerBuyQuoteVolume',
    ],
    [
      'without a close',
      { decimals: ['open', 'high', 'low', 'volume'] },
      'must be open, high, low, close, volume',
    ],
    [
      'that reach behind their text',
      { parts: [{ ...part, lengths: Uint8Array.of(4, 1, 1, 3, 2) }] },
      'a packed decimal leaves its text',
    ],
  ])('%s are refused', (_, fault, message) => {
    expect(() => new KlineTable({ ...rows, ...fault })).toThrow(RangeError);
    expect(() => new KlineTable({ ...rows, ...fault })).toThrow(message);
  });

  it('are not joined to tables with other columns', () => {
    const other = new KlineTable({ ...new KlineTable(rows).columns, tradeCount: [1] });
    expect(() => KlineTable.concat([new KlineTable(rows), other])).toThrow('tables with different columns');
  });
});
