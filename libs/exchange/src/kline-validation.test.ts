import { describe, expect, it } from 'vitest';
import { assertKlines, type ExpectedKlines, type KlineColumns, KlineTable } from './index.ts';

const start = Date.UTC(2024, 1, 28);
const DAY = 86_400_000;

const columns: KlineColumns = {
  openTime: [start, start + DAY],
  closeTime: [start + DAY - 1, start + 2 * DAY - 1],
  open: ['57037.34', '62432.11'],
  high: ['64000.00', '63676.35'],
  low: ['56691.85', '60364.70'],
  close: ['62432.10', '61130.98'],
  volume: ['118763.46984', '78425.07603'],
  quoteVolume: ['7186079021.1265', '4865658880.9876'],
  tradeCount: [4_138_023, 2_894_234],
  takerBuyVolume: null,
  takerBuyQuoteVolume: null,
};

const expected: ExpectedKlines = {
  interval: '1d',
  range: { start, end: start + 2 * DAY },
  exchange: 'test',
  operation: 'fetchKlines BTCUSDT 1d',
};

describe('assertKlines', () => {
  it('lets an empty page pass', () => {
    expect(() => assertKlines(KlineTable.empty(), expected)).not.toThrow();
  });

  it('says what is wrong, where, with the row as a sample', () => {
    const table = new KlineTable({ ...columns, low: ['56691.85', '63676.36'] });
    expect(() => assertKlines(table, expected)).toThrow(
      'test: fetchKlines BTCUSDT 1d: high is below low (at $[1].high: ' +
        `[${start + DAY},${start + 2 * DAY - 1},"62432.11","63676.35","63676.36","61130.98","78425.07603",` +
        '"4865658880.9876",2894234,null,null])',
    );
  });

  it.each<[string, Partial<KlineColumns>, string]>([
    ['misaligned', { openTime: [start, start + DAY + 1] }, 'openTime is not the open time of a 1d candle'],
    ['doubled', { openTime: [start, start] }, 'openTime does not come after 2024-02-28T00:00:00Z'],
    [
      'late',
      { openTime: [start, start + 2 * DAY] },
      'openTime is outside 2024-02-28T00:00:00Z..2024-03-01T00:00:00Z',
    ],
    ['closing early', { closeTime: [start, 0] }, 'closeTime is not 2024-02-28T23:59:59.999Z'],
    ['negative', { volume: ['0', '-1'] }, 'volume is negative'],
    ['not a number', { close: ['NaN', '1'] }, 'close is not a plain decimal'],
    ['fractional', { tradeCount: [1.5, 1] }, 'tradeCount is not a count'],
  ])('refuses what is %s', (_, fault, message) => {
    const table = new KlineTable({ ...columns, ...fault });
    expect(() => assertKlines(table, expected)).toThrow(message);
  });
});
