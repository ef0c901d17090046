import { describe, expect, it } from 'vitest';
import { compareDecimalText, isDecimalText } from './index.ts';

describe('isDecimalText', () => {
  it.each(['0', '1', '0.00000001', '97000.10', '-1', '.5', '5.', '1e-7', '2.5E+10', '007'])(
    'takes %s',
    (text) => {
      expect(isDecimalText(text)).toBe(true);
    },
  );

  it.each([
    '',
    '.',
    '-',
    'NaN',
    'Infinity',
    '-Infinity',
    '+1',
    '1,5',
    '1_000',
    '0x10',
    ' 1',
    '1 ',
    '1e',
    '1e1.5',
  ])('refuses %j', (text) => {
    expect(isDecimalText(text)).toBe(false);
  });

  it('refuses what would fill the memory when written out', () => {
    expect(isDecimalText('1e999')).toBe(true);
    expect(isDecimalText('1e1000')).toBe(false);
    expect(isDecimalText('9'.repeat(256))).toBe(true);
    expect(isDecimalText('9'.repeat(257))).toBe(false);
  });
});

describe('compareDecimalText', () => {
  it.each<[string, string, number]>([
    ['1.10', '1.1', 0],
    ['0.1', '.1', 0],
    ['0', '-0.000', 0],
    ['1e3', '1000', 0],
    ['0.9', '1', -1],
    ['10', '9.99999999', 1],
    ['-10', '9', -1],
    ['-10', '-9', -1],
    ['1e-7', '0.00000011', -1],
    // Equal as floats.
    ['0.30000000000000004', '0.3', 1],
    ['9007199254740993', '9007199254740992', 1],
    // Of one length, with the exponent where the other has digits.
    ['1e5', '999', 1],
    ['9e-9', '0.01', -1],
  ])('%s against %s: %d', (a, b, sign) => {
    expect(Math.sign(compareDecimalText(a, b))).toBe(sign);
    expect(Math.sign(compareDecimalText(b, a)) + 0).toBe(-sign + 0);
  });
});
