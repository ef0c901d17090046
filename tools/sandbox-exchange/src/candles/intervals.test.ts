import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTimeAfter, openTimeAt, SANDBOX_INTERVALS } from '../intervals.ts';
import { SimulatedExchange } from '../simulated-exchange.ts';
import { exact, type Row } from '../testing/client.ts';
import type { TimeSpan } from './outages.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 34, 56, 789);
const MINUTE = 60_000;
const OUTAGE = { start: Date.UTC(2025, 1, 3, 10, 17), end: Date.UTC(2025, 1, 3, 14, 2) };
const exchange = new SimulatedExchange({ outages: [OUTAGE] }, NOW);

function rows(symbol: string, interval: string, { start, end }: TimeSpan, now = NOW): Row[] {
  const market = symbol.includes('_') ? 'coinm' : 'spot';
  const instrument = exchange.find(market, symbol, now);
  if (!instrument) throw new Error(`no ${symbol}`);
  const window = { from: start, until: end - 1, limit: Infinity, newest: false };
  return JSON.parse(exchange.klines(instrument, interval, window, now).toString()) as Row[];
}

/** What a longer candle must be, by its parts, with exact arithmetic. */
function aggregate(parts: readonly Row[], column: number): bigint | string | number | undefined {
  if (column === 1) return parts[0]?.[1];
  if (column === 4) return parts.at(-1)?.[4];
  if (column === 8) return parts.reduce((sum, row) => sum + row[8], 0);
  const values = parts.map((row) => exact(row[column] as string));
  if (column === 2) return values.reduce((most, value) => (value > most ? value : most));
  if (column === 3) return values.reduce((least, value) => (value < least ? value : least));
  return values.reduce((sum, value) => sum + value, 0n);
}

function expectAggregate(whole: Row, parts: readonly Row[]): void {
  for (const column of [1, 4, 8]) expect(whole[column]).toBe(aggregate(parts, column));
  for (const column of [2, 3, 5, 7, 9, 10])
    expect(exact(whole[column] as string)).toBe(aggregate(parts, column));
}

describe('longer candles', () => {
  it('are exactly the aggregate of their minutes, over outages and into the unfinished one', () => {
    const intervals = SANDBOX_INTERVALS.filter(
      (interval) => interval !== '1s' && interval !== '1M' && interval !== '1m',
    );
    const time = fc.oneof(
      fc.integer({ min: Date.UTC(2021, 0, 1), max: NOW }),
      fc.integer({ min: OUTAGE.start - 86_400_000, max: OUTAGE.end + 86_400_000 }),
      fc.integer({ min: NOW - 3_600_000, max: NOW }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('BTCUSDT', 'ETHBTC', 'BTCUSD_PERP'),
        fc.constantFrom(...intervals),
        time,
        (symbol, interval, at) => {
          const start = openTimeAt(at, interval);
          const end = openTimeAfter(start, interval);
          const minutes = rows(symbol, '1m', { start, end });
          const whole = rows(symbol, interval, { start, end });
          expect(whole).toHaveLength(minutes.length > 0 ? 1 : 0);
          if (whole[0]) expectAggregate(whole[0], minutes);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are the same whether their days were summed before or not', () => {
    const span = { start: Date.UTC(2022, 4, 1), end: Date.UTC(2022, 5, 1) };
    const [month] = rows('ETHUSDT', '1M', span);
    expectAggregate(month as Row, rows('ETHUSDT', '1d', span));
    expectAggregate(month as Row, rows('ETHUSDT', '1m', span));
    expect(rows('ETHUSDT', '1M', span)).toEqual([month]);
  });

  it('open on Mondays, on the first of a month, every third day', () => {
    const span = { start: Date.UTC(2024, 0, 1), end: Date.UTC(2024, 6, 1) };
    for (const [openTime] of rows('BTCUSDT', '1w', span)) expect(new Date(openTime).getUTCDay()).toBe(1);
    for (const [openTime] of rows('BTCUSDT', '3d', span))
      expect(openTime % (3 * 86_400_000)).toBe(86_400_000);
    const months = rows('BTCUSDT', '1M', span).map((row) => new Date(row[0]).toISOString().slice(0, 10));
    expect(months).toEqual([
      '2024-01-01',
      '2024-02-01',
      '2024-03-01',
      '2024-04-01',
      '2024-05-01',
      '2024-06-01',
    ]);
    expect(rows('BTCUSDT', '1M', span)[1]?.[6]).toBe(Date.UTC(2024, 2, 1) - 1);
  });
});

describe('seconds', () => {
  it('add up to their minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2021, 0, 1) / MINUTE, max: Math.floor(NOW / MINUTE) - 1 }),
        (minute) => {
          const span = { start: minute * MINUTE, end: (minute + 1) * MINUTE };
          const seconds = rows('ETHBTC', '1s', span);
          const [whole] = rows('ETHBTC', '1m', span);
          expect(seconds).toHaveLength(whole ? 60 : 0);
          if (whole) expectAggregate(whole, seconds);
          for (const row of seconds) {
            const [open, high, low, close] = row.slice(1, 5).map((price) => exact(price as string)) as [
              bigint,
              bigint,
              bigint,
              bigint,
            ];
            expect(low <= open && low <= close && high >= open && high >= close).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the unfinished candle', () => {
  it('grows until it is the finished one', () => {
    const start = Date.UTC(2026, 5, 1, 10);
    const span = { start, end: start + MINUTE };
    const [finished] = rows('BTCUSDT', '1m', span) as [Row];
    let before: Row | undefined;
    for (let now = start; now < start + MINUTE; now += 700) {
      const [row] = rows('BTCUSDT', '1m', span, now) as [Row];
      expect(row[1]).toBe(finished[1]);
      expect(row[6]).toBe(start + MINUTE - 1);
      for (const column of [5, 7, 9, 10] as const) {
        expect(exact(row[column]) >= exact(before?.[column] ?? '0')).toBe(true);
        expect(exact(row[column]) <= exact(finished[column])).toBe(true);
      }
      expect(exact(row[2]) <= exact(finished[2]) && exact(row[3]) >= exact(finished[3])).toBe(true);
      before = row;
    }
    expect(before).not.toEqual(finished);
    expect(rows('BTCUSDT', '1m', span, start + MINUTE)).toEqual([finished]);
    expect(rows('BTCUSDT', '1m', span, start - 1)).toEqual([]);
  });
});

describe('an outage', () => {
  it('leaves out its minutes, and the candles that have no other', () => {
    const day = { start: Date.UTC(2025, 1, 3), end: Date.UTC(2025, 1, 4) };
    const minutes = rows('BTCUSDT', '1m', day);
    expect(minutes).toHaveLength(1440 - 225);
    expect(minutes.some(([openTime]) => openTime >= OUTAGE.start && openTime < OUTAGE.end)).toBe(false);
    expect(rows('BTCUSDT', '1h', day)).toHaveLength(21);
  });
});
