import { KlineTable } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { KlineBatch } from './kline-batch.ts';

const table = (times: number[], quoteVolume: boolean): KlineTable =>
  new KlineTable({
    ...KlineTable.empty().columns,
    openTime: times,
    closeTime: times.map((time) => time + 59_999),
    open: times.map(() => '1.10'),
    high: times.map(() => '2'),
    low: times.map(() => '1'),
    close: times.map(() => '1.5'),
    volume: times.map(String),
    quoteVolume: quoteVolume ? times.map(() => '3') : null,
  });
const stored = (start: number, end: number): { start: number; end: number; status: 'stored' } => ({
  start,
  end,
  status: 'stored',
});

describe('KlineBatch', () => {
  it('joins pages into one table, and begins anew once taken', () => {
    const batch = new KlineBatch();
    expect(batch.isEmpty).toBe(true);
    batch.add(table([0, 60_000], true), [stored(0, 120_000)]);
    batch.add(KlineTable.empty(), [{ start: 120_000, end: 180_000, status: 'empty' }]);
    batch.add(table([180_000], true), [stored(180_000, 240_000)]);
    expect(batch.rows).toBe(3);
    const { klines, settled } = batch.take();
    expect(klines.columns.openTime).toEqual([0, 60_000, 180_000]);
    expect(klines.columns.quoteVolume).toEqual(['3', '3', '3']);
    expect(klines.columns.tradeCount).toBeNull();
    expect(settled).toHaveLength(3);
    expect(batch.isEmpty).toBe(true);
    expect(batch.rows).toBe(0);
  });

  it('takes only tables with the columns that it has', () => {
    const batch = new KlineBatch();
    batch.add(table([0], true), [stored(0, 60_000)]);
    expect(batch.accepts(table([60_000], true))).toBe(true);
    expect(batch.accepts(KlineTable.empty())).toBe(true);
    expect(batch.accepts(table([60_000], false))).toBe(false);
  });
});
