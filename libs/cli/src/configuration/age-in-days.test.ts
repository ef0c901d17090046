import { describe, expect, it } from 'vitest';
import { ageFault, ageInDays } from './age-in-days.ts';

describe('an age in days', () => {
  it.each([
    ['', undefined],
    ['never', null],
    ['1d', 1],
    ['30d', 30],
    ['3650d', 3650],
  ])('%j is %j days', (text, days) => {
    expect(ageFault(text, 'never')).toBeNull();
    expect(ageInDays(text, 'never')).toBe(days);
  });

  it.each(['0d', '030d', '30', '30 d', '-1d', '1.5d', '720h', '100000d', 'Never', 'off', '30d;'])(
    'refuses %j',
    (text) => {
      expect(ageFault(text, 'never')).toMatch(/^it must be whole days such as 30d, never, or empty, not /);
    },
  );

  it('has a word of its own for none', () => {
    expect(ageFault('forever', 'forever')).toBeNull();
    expect(ageInDays('forever', 'forever')).toBeNull();
    expect(ageInDays('7d', 'forever')).toBe(7);
    expect(ageFault('never', 'forever')).toMatch(/forever, or empty/);
  });
});
