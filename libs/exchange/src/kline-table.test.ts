import { describe, expect, it } from 'vitest';
import { packKlines } from './fixtures/pack-klines.ts';
import { KLINE_COLUMNS, type KlineColumns, KlineTable, type PackedKlines } from './index.ts';

const columns: KlineColumns = {
  openTime: [0, 60_000, 120_000],
  closeTime: [59_999, 119_999, 179_999],
  open: ['1.10', '2', '3'],
  high: ['9007199254740993.00000001', '2', '3'],
  low: ['1e-8', '2', '3'],
  close: ['1', '2', '3'],
  volume: ['0', '0.00000000', '3'],
  quoteVolume: ['10', '20', '30'],
  tradeCount: [1, 0, 3],
  takerBuyVolume: null,
  takerBuyQuoteVolume: null,
};
const table = new KlineTable(columns);

describe('KlineTable', () => {
  it('gives rows with Big and Date values, exact to the last digit', () => {
    const kline = table.at(0);
    expect(kline.openTime).toEqual(new Date('1970-01-01T00:00:00.000Z'));
    expect(kline.closeTime).toEqual(new Date('1970-01-01T00:00:59.999Z'));
    expect(kline.high.toFixed()).toBe('9007199254740993.00000001');
    expect(kline.low.toFixed()).toBe('0.00000001');
    expect(kline.quoteVolume?.toFixed()).toBe('10');
    expect(kline.tradeCount).toBe(1);
    expect([kline.takerBuyVolume, kline.takerBuyQuoteVolume]).toEqual([null, null]);
  });

  it('counts negative rows from the end', () => {
    expect(table.at(-1)).toEqual(table.at(2));
    expect(table.at(-3)).toEqual(table.at(0));
  });

  it.each([3, -4, 0.5, Number.NaN])('has no row %d', (row) => {
    expect(() => table.at(row)).toThrow(new RangeError(`no row ${row} in a table of 3`));
  });

  it('iterates its rows', () => {
    expect(Array.from(table, (kline) => kline.close.toNumber())).toEqual([1, 2, 3]);
  });

  it('is cut like an array, in every column', () => {
    for (const [start, end] of [[1], [0, 2], [-2, -1], [5], [2, 1]] as const) {
      const cut = table.slice(start, end);
      for (const name of KLINE_COLUMNS) {
        expect(cut.columns[name]).toEqual(columns[name] === null ? null : columns[name].slice(start, end));
      }
    }
  });

  it('keeps the text as it came', () => {
    expect(table.columns.open[0]).toBe('1.10');
    expect(table.slice(1).columns.volume?.[0]).toBe('0.00000000');
  });

  it('can be empty', () => {
    expect(KlineTable.empty()).toHaveLength(0);
    expect([...KlineTable.empty()]).toEqual([]);
  });

  it('refuses columns of different lengths', () => {
    expect(() => new KlineTable({ ...columns, tradeCount: [1] })).toThrow(
      new RangeError('column tradeCount has 1 values, openTime has 3'),
    );
  });

  it('joins tables of another copy of this package, as those of an adapter that has its own', async () => {
    const specifier = './kline-table.ts?copy';
    const { KlineTable: Other } = (await import(specifier)) as typeof import('./kline-table.ts');
    const parts = (): KlineTable[] =>
      [table.slice(0, 1), table.slice(1)].map(
        (part) => new Other(packKlines(part.columns).packed as PackedKlines),
      );
    expect(parts()[0]).not.toBeInstanceOf(KlineTable);
    expect(KlineTable.concat(parts()).columns).toEqual(columns);
    const joined = KlineTable.join(parts());
    expect(joined.packed).not.toBeNull();
    expect(joined.columns).toEqual(columns);
  });
});
