import { expect, test } from 'vitest';
import { underlyingOf } from './underlying-of.ts';

test.each([
  ['1000PEPE', 'PEPE', '1000'],
  ['1000SATS', 'SATS', '1000'],
  ['1000CAT', 'CAT', '1000'],
  ['1000CHEEMS', 'CHEEMS', '1000'],
  ['1000BTTC', 'BTTC', '1000'],
  ['10000LADYS', 'LADYS', '10000'],
  ['1000000MOG', 'MOG', '1000000'],
  ['1MBABYDOGE', 'BABYDOGE', '1000000'],
  ['1000X', 'X', '1000'],
  ['1000币安人生', '币安人生', '1000'],
  ['1000币', '币', '1000'],
])('%s counts %s by %s', (base, asset, multiplier) => {
  expect(underlyingOf(base)).toEqual({ asset, multiplier });
});

test.each([
  'BTC',
  '1INCH',
  '1INCHUP',
  '100X',
  '1000',
  '10000',
  '1M',
  '1MX',
  '2000PEPE',
  '币安人生',
  '0G',
  '1001PEPE',
])('%s is a name of its own', (base) => {
  expect(underlyingOf(base)).toEqual({ asset: base, multiplier: '1' });
});
