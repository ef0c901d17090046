import { describe, expect, it } from 'vitest';
import { INTERVALS, InvalidIntervalError, isInterval, parseInterval } from './index.ts';

describe('parseInterval', () => {
  it.each(INTERVALS)('takes %s', (interval) => {
    expect(parseInterval(interval)).toBe(interval);
    expect(isInterval(interval)).toBe(true);
  });

  it.each(['', '1', 'm', '1 m', '1H', '1D', '1W', '2m', '1mo', '1y', '60', 'toString'])(
    'refuses %j',
    (text) => {
      expect(isInterval(text)).toBe(false);
      expect(() => parseInterval(text)).toThrow(InvalidIntervalError);
      expect(() => parseInterval(text)).toThrow(
        `invalid interval ${JSON.stringify(text)}: it is one of 1s, 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d, 3d, 1w, 1M`,
      );
    },
  );

  it('tells a minute from a month', () => {
    expect([parseInterval('1m'), parseInterval('1M')]).toEqual(['1m', '1M']);
  });
});
