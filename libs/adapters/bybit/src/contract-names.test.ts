import { expect, it } from 'vitest';
import { bundleIn } from './bundled-base.ts';
import { checkDayInName, namedDelivery } from './contract-names.ts';

it.each([
  ['BTCUSDT', null],
  ['BTCPERP', null],
  ['BTCUSD', null],
  // A pair that ends like a quarter's letter and year, without the dollar before it.
  ['AUSDTZ25', null],
  ['BTC-26DEC25', { year: 2025, month: 11, day: 26 }],
  ['BTCUSDT-5JUN26', { year: 2026, month: 5, day: 5 }],
  ['ETH-28FOO25', null],
  ['BTCUSDH25', { year: 2025, month: 2, day: null }],
  ['BTCUSDM25', { year: 2025, month: 5, day: null }],
  ['ETHUSDU25', { year: 2025, month: 8, day: null }],
  ['BTCUSDZ25', { year: 2025, month: 11, day: null }],
])('%s', (exchangeSymbol, delivery) => {
  expect(namedDelivery(exchangeSymbol)).toEqual(delivery);
});

it('a name and a time of delivery must agree', () => {
  const christmas = Date.UTC(2025, 11, 26, 8);
  for (const name of ['BTC-26DEC25', 'BTCUSDZ25', 'BTCUSDT']) checkDayInName(name, christmas);
  checkDayInName('BTCUSDT', null);
  expect(() => checkDayInName('BTC-25DEC25', christmas)).toThrow(/not what the name says/);
  expect(() => checkDayInName('BTCUSDU25', christmas)).toThrow(/2025-12-26T08:00:00Z/);
  expect(() => checkDayInName('BTC-26DEC25', null)).toThrow(/perpetual/);
});

it.each([
  ['SHIB1000', 'SHIB', '1000'],
  ['1000PEPE', 'PEPE', '1000'],
  ['1000000BABYDOGE', 'BABYDOGE', '1000000'],
  ['10000SATS', 'SATS', '10000'],
  ['1INCH', '1INCH', '1'],
  ['LUNA2', 'LUNA2', '1'],
  ['X100', 'X100', '1'],
  ['1000', '1000', '1'],
])('the base %s counts %s by %s', (base, asset, multiplier) => {
  expect(bundleIn(base)).toEqual({ asset, multiplier });
});
