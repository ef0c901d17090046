import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Market } from '../market.ts';
import { SimulatedExchange } from '../simulated-exchange.ts';
import { exact, type Row } from '../testing/client.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 34, 56, 789);
const MINUTE = 60_000;
const exchange = new SimulatedExchange({}, NOW);

const INSTRUMENTS: readonly (readonly [Market, string])[] = [
  ['spot', 'BTCUSDT'],
  ['spot', 'ETHBTC'],
  ['spot', 'PEPEUSDT'],
  ['spot', '1000SATSUSDT'],
  ['usdm', 'BTCUSDT'],
  ['usdm', 'LINKUSDT'],
  ['usdm', '1000PEPEUSDT'],
  ['coinm', 'BTCUSD_PERP'],
  ['coinm', 'ETHUSD_PERP'],
];

function rows(
  market: Market,
  symbol: string,
  interval: string,
  start: number,
  end: number,
  from = exchange,
): Row[] {
  const instrument = from.find(market, symbol, NOW);
  if (!instrument) throw new Error(`no ${symbol}`);
  const window = { from: start, until: end - 1, limit: Infinity, newest: false };
  return JSON.parse(from.klines(instrument, interval, window, NOW).toString()) as Row[];
}

const aTime = fc
  .integer({ min: Date.UTC(2023, 11, 20) / MINUTE, max: Date.UTC(2026, 9, 1) / MINUTE })
  .map((m) => m * MINUTE);
const anInstrument = fc.constantFrom(...INSTRUMENTS);

describe('candles', () => {
  it('are the same wherever a request begins, and in another sandbox of the same seed', () => {
    fc.assert(
      fc.property(
        anInstrument,
        aTime,
        fc.nat(2000),
        fc.integer({ min: 1, max: 50 }),
        ([market, symbol], start, skip, count) => {
          const all = rows(market, symbol, '1m', start, start + (skip + count) * MINUTE);
          const from = start + skip * MINUTE;
          const again = new SimulatedExchange({}, NOW);
          expect(rows(market, symbol, '1m', from, from + count * MINUTE, again)).toEqual(all.slice(skip));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are others for another seed', () => {
    const other = new SimulatedExchange({ seed: 'other' }, NOW);
    const start = Date.UTC(2024, 0, 1);
    const made = rows('spot', 'BTCUSDT', '1m', start, start + 10 * MINUTE);
    expect(rows('spot', 'BTCUSDT', '1m', start, start + 10 * MINUTE, other)).not.toEqual(made);
  });

  it.each(INSTRUMENTS)(
    'of %s %s are plausible, in ticks and lots, and written as the market writes them',
    (market, symbol) => {
      const instrument = exchange.find(market, symbol, NOW);
      const start = Date.UTC(2026, 0, 1);
      const made = rows(market, symbol, '1m', start, start + 1500 * MINUTE);
      expect(made).toHaveLength(1500);
      const [tick, lot] = [exact(instrument?.tickSize ?? '0'), exact(instrument?.stepSize ?? '0')];
      made.forEach((row, index) => {
        const [
          openTime,
          open,
          high,
          low,
          close,
          volume,
          closeTime,
          turnover,
          trades,
          takerVolume,
          takerTurnover,
        ] = row;
        const [o, h, l, c] = [open, high, low, close].map(exact) as [bigint, bigint, bigint, bigint];
        expect(openTime).toBe(start + index * MINUTE);
        expect(closeTime).toBe(openTime + MINUTE - 1);
        expect(l > 0n && l <= o && l <= c && h >= o && h >= c).toBe(true);
        for (const price of [o, h, l, c]) expect(price % tick).toBe(0n);
        for (const size of [volume, takerVolume]) expect(exact(size) % lot).toBe(0n);
        expect(exact(takerVolume) <= exact(volume) && exact(takerTurnover) <= exact(turnover)).toBe(true);
        expect(volume === takerVolume ? trades >= 0 : trades >= 1).toBe(true);
        const before = made[index - 1];
        const jump = before && before[8] > 0 ? abs(exact(before[4]) - o) : 0n;
        expect(jump <= tick).toBe(true);
      });
    },
  );

  it('tell a turnover between volume × low and volume × high', () => {
    const start = Date.UTC(2025, 5, 1);
    for (const row of rows('usdm', 'LINKUSDT', '1m', start, start + 500 * MINUTE)) {
      const turnover = exact(row[7]) * 1_000_000_000_000n;
      expect(turnover >= exact(row[5]) * exact(row[3]) && turnover <= exact(row[5]) * exact(row[2])).toBe(
        true,
      );
    }
    for (const row of rows('coinm', 'BTCUSD_PERP', '1m', start, start + 500 * MINUTE)) {
      const dollars = 100 * Number(row[5]);
      expect(Number(row[7])).toBeGreaterThanOrEqual(dollars / Number(row[2]) - 1e-8);
      expect(Number(row[7])).toBeLessThanOrEqual(dollars / Number(row[3]) + 1e-8);
    }
  });

  it('of one asset follow one price in all markets', () => {
    const start = Date.UTC(2026, 3, 1);
    const [spot] = rows('spot', 'BTCUSDT', '1d', start, start + 1);
    const [inverse] = rows('coinm', 'BTCUSD_PERP', '1d', start, start + 1);
    expect(Number(spot?.[4]) / Number(inverse?.[4])).toBeCloseTo(1, 3);
  });

  it('are flat and without volume in minutes without trades', () => {
    const start = Date.UTC(2026, 0, 1);
    const quiet = rows('spot', '1000SATSUSDT', '1m', start, start + 3000 * MINUTE).filter(
      (row) => row[8] === 0,
    );
    expect(quiet.length).toBeGreaterThan(10);
    for (const row of quiet) {
      expect(new Set(row.slice(1, 5)).size).toBe(1);
      expect(row.slice(5)).toEqual(['0.00000000', row[6], '0.00000000', 0, '0.00000000', '0.00000000', '0']);
    }
  });
});

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
