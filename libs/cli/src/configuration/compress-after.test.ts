import { describe, expect, it } from 'vitest';
import { compressAfterDays, compressAfterFault } from './compress-after.ts';

describe('the age of compression', () => {
  it.each([
    ['', undefined],
    ['never', null],
    ['1d', 1],
    ['30d', 30],
    ['3650d', 3650],
  ])('%j is %j days', (text, days) => {
    expect(compressAfterFault(text)).toBeNull();
    expect(compressAfterDays(text)).toBe(days);
  });

  it.each(['0d', '030d', '30', '30 d', '-1d', '1.5d', '720h', '100000d', 'Never', 'off', '30d;'])(
    'refuses %j',
    (text) => {
      expect(compressAfterFault(text)).toMatch(/^it must be whole days such as 30d, never, or empty, not /);
    },
  );
});
