import { describe, expect, it } from 'vitest';
import { InvalidDurationError, parseDurationMs } from './index.ts';

describe('parseDurationMs', () => {
  it.each<[string, number]>([
    ['500ms', 500],
    ['0s', 0],
    ['5s', 5000],
    ['1m', 60_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1.5m', 90_000],
    ['0.57s', 570],
    ['1.001s', 1001],
    ['1.10s', 1100],
    [' 10 s ', 10_000],
  ])('%j is %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    '5',
    's',
    '-5s',
    '+5s',
    '1w',
    '1M',
    '5S',
    '1,5s',
    '.5s',
    '5.s',
    '0.1ms',
    '1.0005s',
    '1e3s',
    '5s5s',
    '999999999999d',
  ])('refuses %j', (text) => {
    expect(() => parseDurationMs(text)).toThrow(InvalidDurationError);
    expect(() => parseDurationMs(text)).toThrow(
      `invalid duration ${JSON.stringify(text)}: it is a number and a unit`,
    );
  });
});
