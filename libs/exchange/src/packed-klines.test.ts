import { describe, expect, it } from 'vitest';
import { DECIMAL_COLUMNS, KlineTable, type PackedKlines } from './index.ts';

const answer = '[[0,"1.10","2","1","1.5","7"]]';
const bytes = new TextEncoder().encode(answer);
/** The span of a decimal of the answer. */
const at = (text: string): number => (answer.indexOf(`"${text}"`) + 1) * 256 + text.length;
const rows: PackedKlines = {
  openTime: Float64Array.of(0),
  closeTime: Float64Array.of(59_999),
  tradeCount: null,
  decimals: ['open', 'high', 'low', 'close', 'volume'],
  parts: [{ bytes, spans: Uint32Array.of(at('1.10'), at('2'), at('1'), at('1.5'), at('7')) }],
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

  it('give their memory back when released, where nothing else lies in it', () => {
    const whole = new TextEncoder().encode(answer);
    const shared = new Uint8Array(100);
    const part = shared.subarray(10, 10 + whole.length);
    part.set(whole);
    const spans = rows.parts.map((one) => one.spans.slice())[0] as Uint32Array;
    const own = (place: Uint8Array): PackedKlines => ({
      ...rows,
      openTime: rows.openTime.slice(),
      closeTime: rows.closeTime.slice(),
      parts: [{ bytes: place, spans: spans.slice() }],
    });
    const released = own(whole);
    new KlineTable(released).release();
    expect([whole, released.openTime, released.closeTime].map(({ length }) => length)).toEqual([0, 0, 0]);
    new KlineTable(own(part)).release();
    expect(part).toHaveLength(answer.length);
    const text = KlineTable.empty();
    text.release();
    expect(text.columns.open).toEqual([]);
  });

  it('share their bytes with their slices and with what they are joined to', () => {
    const table = new KlineTable(rows);
    expect(table.slice(0, 1).packed?.parts[0]?.bytes).toBe(bytes);
    expect(
      KlineTable.concat([table, KlineTable.empty(), table]).packed?.parts.map((part) => part.bytes),
    ).toEqual([bytes, bytes]);
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
      { parts: [{ bytes, spans: Uint32Array.of(1) }] },
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
      'that reach behind their bytes',
      { parts: [{ bytes, spans: Uint32Array.of(0, 0, 0, 0, (bytes.length - 1) * 256 + 2) }] },
      'a packed decimal leaves its bytes',
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
