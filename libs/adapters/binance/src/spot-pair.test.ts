import type { ClassifiedInstrument } from '@marketloom/adapter-kit';
import { JsonReader } from '@marketloom/transport';
import { expect, test } from 'vitest';
import { classifySpotPair } from './spot-pair.ts';

const row = {
  symbol: 'BTCUSDT',
  status: 'TRADING',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000.00', tickSize: '0.01000000' },
    { filterType: 'LOT_SIZE', minQty: '0.00001', maxQty: '9000.00', stepSize: '0.00001000' },
    { filterType: 'MARKET_LOT_SIZE', stepSize: '0.00000000' },
  ],
};

const classified = (change: object = {}): ClassifiedInstrument =>
  classifySpotPair(JsonReader.of({ ...row, ...change }, { exchange: 'binance', operation: 'test' }));

test('a pair', () => {
  const { symbol, ...rest } = classified();
  expect(symbol.toString()).toBe('BTC-USDT-SPOT');
  expect(rest).toEqual({
    exchangeSymbol: 'BTCUSDT',
    status: 'trading',
    tickSize: '0.01000000',
    lotSize: '0.00001000',
    underlying: { asset: 'BTC', multiplier: '1' },
  });
});

test('a pair in another script, and a bundled one', () => {
  const life = classified({ symbol: '币安人生USDT', baseAsset: '币安人生' });
  expect(life.symbol.toString()).toBe('币安人生-USDT-SPOT');
  const sats = classified({ symbol: '1000SATSUSDT', baseAsset: '1000SATS' });
  expect(sats.symbol.base).toBe('1000SATS');
  expect(sats.underlying).toEqual({ asset: 'SATS', multiplier: '1000' });
});

test.each([
  ['PRE_TRADING', 'pending'],
  ['TRADING', 'trading'],
  ['POST_TRADING', 'halted'],
  ['END_OF_DAY', 'halted'],
  ['HALT', 'halted'],
  ['AUCTION_MATCH', 'halted'],
  ['BREAK', 'halted'],
  ['CANCEL_ONLY', 'halted'],
])('status %s is %s', (status, expected) => {
  expect(classified({ status }).status).toBe(expected);
});

test('steps of zero, or none, are no steps', () => {
  const filters = [{ filterType: 'PRICE_FILTER', tickSize: '0.00000000' }];
  expect(classified({ filters })).toMatchObject({ tickSize: null, lotSize: null });
  const { filters: _, ...bare } = row;
  const context = { exchange: 'binance', operation: 'test' };
  expect(classifySpotPair(JsonReader.of(bare, context))).toMatchObject({ tickSize: null, lotSize: null });
});

test.each([
  ['a contract', { contractType: 'PERPETUAL' }, 'a contract among spot pairs'],
  ['an unknown status', { status: 'toString' }, 'unknown status "toString"'],
  ['no status', { status: undefined }, 'a value in the answer is not a string (at $.status'],
  ['no base', { baseAsset: '' }, 'baseAsset is empty'],
  ['a base with a space', { baseAsset: 'B TC' }, 'it contains whitespace'],
  ['no name', { symbol: 7 }, 'a value in the answer is not a string (at $.symbol: 7)'],
  [
    'a step that is no number',
    { filters: [{ filterType: 'LOT_SIZE', stepSize: 'NaN' }] },
    'is not a decimal number (at $.filters[0].stepSize',
  ],
  [
    'a negative step',
    { filters: [{ filterType: 'PRICE_FILTER', tickSize: '-1' }] },
    '$.filters[0].tickSize is negative',
  ],
])('%s is refused with the reason', (_, change, reason) => {
  expect(() => classified(change)).toThrow(reason);
});
