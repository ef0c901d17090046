import { JsonReader } from '@marketloom/transport';
import { describe, expect, it, vi } from 'vitest';
import { timeOf, timeOrNull } from './time-of.ts';

const cell = (value: unknown): JsonReader => JsonReader.of(value, { exchange: 'toy', operation: 'test' });
const TIME = 1_654_249_503_437;

describe('a time in a cell', () => {
  it.each([
    ['1654249503.437', 's', TIME],
    ['1654249503.4', 's', 1_654_249_503_400],
    ['1654249503.437999999', 's', TIME],
    ['1654249503', 's', 1_654_249_503_000],
    [1_654_249_503, 's', 1_654_249_503_000],
    ['1654249503437', 'ms', TIME],
    ['1654249503437.5', 'ms', TIME],
    ['1654249503437999', 'us', TIME],
    ['1654249503437999999', 'ns', TIME],
    ['2022-06-03T09:45:03.437Z', 'iso', TIME],
    ['2022-06-03 09:45:03.437999', 'iso', TIME],
    ['2022-06-03T11:45:03.437+02:00', 'iso', TIME],
    ['2022-06-03', 'iso', Date.UTC(2022, 5, 3)],
    ['0', 'ns', 0],
    ['12', 'us', 0],
    ['12345', 'ns', 0],
  ] as const)('%s in %s', (value, unit, time) => {
    expect(timeOf(cell(value), unit)).toBe(time);
  });

  it('is of UTC where no zone is told, wherever it is read', () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    try {
      expect(new Date(0).getHours()).toBe(9);
      expect(timeOf(cell('2022-06-03T09:45:03.437'), 'iso')).toBe(TIME);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it.each([
    ['yesterday', 'iso'],
    ['12', 'iso'],
    ['-5', 's'],
    ['1e9', 's'],
    ['99999999999999999999', 's'],
  ] as const)('%s in %s is none', (value, unit) => {
    expect(() => timeOf(cell(value), unit)).toThrow(/is no time in/);
  });

  it('may be left out, also as zero or nothing', () => {
    for (const none of [null, cell(null), cell(''), cell('0'), cell(0), cell('0.000')]) {
      expect(timeOrNull(none, 's')).toBeNull();
    }
    expect(timeOrNull(cell('1654249503.437'), 's')).toBe(TIME);
    expect(() => timeOrNull(cell('soon'), 'ms')).toThrow(/at \$/);
  });
});
