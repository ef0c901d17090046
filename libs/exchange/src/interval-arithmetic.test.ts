import { describe, expect, it } from 'vitest';
import {
  ceilToInterval,
  closeTimeOf,
  countCandles,
  floorToInterval,
  type Interval,
  INTERVALS,
  intervalMs,
  nextOpenTime,
  openTimes,
  shiftOpenTime,
} from './index.ts';

const at = (text: string): number => Date.parse(text);
const show = (time: number): string => new Date(time).toISOString().replace(/:00\.000Z$|\.000Z$/, '');

describe('floorToInterval', () => {
  it.each<[Interval, string, string]>([
    ['1s', '2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59'],
    ['1m', '2024-02-29T23:59:59.999Z', '2024-02-29T23:59'],
    ['3m', '2024-02-29T23:59:59.999Z', '2024-02-29T23:57'],
    ['5m', '2024-02-29T23:59:59.999Z', '2024-02-29T23:55'],
    ['15m', '2024-02-29T23:59:59.999Z', '2024-02-29T23:45'],
    ['30m', '2024-02-29T23:59:59.999Z', '2024-02-29T23:30'],
    ['1h', '2024-02-29T23:59:59.999Z', '2024-02-29T23:00'],
    ['2h', '2024-02-29T23:59:59.999Z', '2024-02-29T22:00'],
    ['4h', '2024-02-29T23:59:59.999Z', '2024-02-29T20:00'],
    ['6h', '2024-02-29T23:59:59.999Z', '2024-02-29T18:00'],
    ['8h', '2024-02-29T23:59:59.999Z', '2024-02-29T16:00'],
    ['12h', '2024-02-29T23:59:59.999Z', '2024-02-29T12:00'],
    ['1d', '2024-02-29T23:59:59.999Z', '2024-02-29T00:00'],
    // A Monday.
    ['1w', '2024-03-03T23:59:59.999Z', '2024-02-26T00:00'],
    ['1w', '2024-03-04T00:00:00.000Z', '2024-03-04T00:00'],
    ['1M', '2024-02-29T23:59:59.999Z', '2024-02-01T00:00'],
    ['1M', '2024-03-01T00:00:00.000Z', '2024-03-01T00:00'],
    // Before 1970, when epoch times are negative.
    ['1m', '1969-12-31T23:59:59.999Z', '1969-12-31T23:59'],
    ['1d', '1969-12-31T23:59:59.999Z', '1969-12-31T00:00'],
    ['3d', '1969-12-31T00:00:00.000Z', '1969-12-30T00:00'],
    ['1w', '1970-01-01T00:00:00.000Z', '1969-12-29T00:00'],
    ['1M', '1969-12-31T23:59:59.999Z', '1969-12-01T00:00'],
    // Years that Date.UTC takes for the twentieth century.
    ['1M', '0042-06-15T00:00:00.000Z', '0042-06-01T00:00'],
  ])('%s: %s is in the candle of %s', (interval, time, open) => {
    expect(show(floorToInterval(at(time), interval))).toBe(open);
  });

  it('opens three-day candles where Binance opens them', () => {
    const opens = ['2017-08-17', '2017-08-20', '2024-01-01', '2024-01-04'].map(at);
    expect(opens.map((open) => floorToInterval(open, '3d'))).toEqual(opens);
    expect(show(floorToInterval(at('2024-01-03T23:59:59.999Z'), '3d'))).toBe('2024-01-01T00:00');
    expect(show(floorToInterval(at('2023-12-31T23:59:59.999Z'), '3d'))).toBe('2023-12-29T00:00');
  });

  it('takes fractions of a millisecond, also before 1970', () => {
    expect(floorToInterval(0.5, '1s')).toBe(0);
    expect(floorToInterval(-0.5, '1M')).toBe(at('1969-12-01'));
    expect(floorToInterval(-0, '1d')).toBe(0);
  });

  it('is exact at the ends of time', () => {
    const end = 8_640_000_000_000_000;
    expect(floorToInterval(end - 1, '1s')).toBe(end - 1000);
    expect(floorToInterval(-end + 1, '1s')).toBe(-end);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8_640_000_000_000_001])('refuses %d', (time) => {
    for (const interval of INTERVALS) expect(() => floorToInterval(time, interval)).toThrow(RangeError);
  });
});

describe('months', () => {
  it('have the length of the calendar', () => {
    const lengths = [...openTimes({ start: at('2024-01-01'), end: at('2025-01-01') }, '1M')].map(
      (open) => (nextOpenTime(open, '1M') - open) / 86_400_000,
    );
    expect(lengths).toEqual([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect(show(closeTimeOf(at('2023-02-01'), '1M'))).toBe('2023-02-28T23:59:59.999Z');
  });

  it('shift over years, both ways', () => {
    expect(show(shiftOpenTime(at('2024-01-01'), '1M', -1))).toBe('2023-12-01T00:00');
    expect(show(shiftOpenTime(at('2024-01-01'), '1M', 25))).toBe('2026-02-01T00:00');
    expect(show(shiftOpenTime(at('1970-01-01'), '1M', -13))).toBe('1968-12-01T00:00');
  });
});

describe('countCandles', () => {
  it.each<[Interval, string, string, number]>([
    ['1m', '2023-02-01', '2023-03-01', 40_320],
    ['1w', '2024-01-01', '2024-01-08', 1],
    ['1w', '2024-01-02', '2024-01-08', 0],
    ['1M', '2024-01-01', '2024-12-01T00:00:00.001Z', 12],
    ['1d', '2024-01-02', '2024-01-01', 0],
    ['1s', '1970-01-01', '2100-01-01', 4_102_444_800],
  ])('%s from %s to %s: %d', (interval, start, end, count) => {
    expect(countCandles({ start: at(start), end: at(end) }, interval)).toBe(count);
  });
});

describe('openTimes', () => {
  it('may be iterated again', () => {
    const times = openTimes({ start: at('2024-01-01T00:00:00.001Z'), end: at('2024-01-01T03:00:00Z') }, '1h');
    expect([...times].map(show)).toEqual(['2024-01-01T01:00', '2024-01-01T02:00']);
    expect([...times]).toHaveLength(2);
  });
});

describe('the others', () => {
  it('tell the length of an interval, but for the month', () => {
    expect(INTERVALS.map(intervalMs).map((ms) => (ms === null ? null : ms / 1000))).toEqual([
      1,
      60,
      180,
      300,
      900,
      1800,
      3600,
      7200,
      14_400,
      21_600,
      28_800,
      43_200,
      86_400,
      259_200,
      604_800,
      null,
    ]);
  });

  it('go up to the next open time, unless they stand on one', () => {
    expect(show(ceilToInterval(at('2024-01-01T00:00:00.001Z'), '1w'))).toBe('2024-01-08T00:00');
    expect(show(ceilToInterval(at('2024-01-01'), '1w'))).toBe('2024-01-01T00:00');
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuse a shift by %d candles', (count) => {
    expect(() => shiftOpenTime(0, '1h', count)).toThrow(RangeError);
  });
});
