import { expect, test } from 'vitest';
import { spotInstrument } from './spot-instrument.ts';

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

test('a pair', () => {
  expect(spotInstrument(row)).toMatchObject({
    exchange: 'binance',
    market: 'spot',
    exchangeSymbol: 'BTCUSDT',
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    settleAsset: 'USDT',
    type: 'SPOT',
    status: 'trading',
    tickSize: '0.01000000',
    lotSize: '0.00001000',
    contractSize: null,
    underlyingAsset: 'BTC',
    baseMultiplier: '1',
    expiresAt: null,
    listedAt: null,
    raw: row,
  });
  expect(spotInstrument(row).symbol.toString()).toBe('BTC-USDT-SPOT');
});

test('a pair in another script, and a bundled one', () => {
  const life = spotInstrument({ ...row, symbol: '币安人生USDT', baseAsset: '币安人生' });
  expect(life.symbol.toString()).toBe('币安人生-USDT-SPOT');
  const sats = spotInstrument({ ...row, symbol: '1000SATSUSDT', baseAsset: '1000SATS' });
  expect(sats).toMatchObject({ baseAsset: '1000SATS', underlyingAsset: 'SATS', baseMultiplier: '1000' });
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
  expect(spotInstrument({ ...row, status }).status).toBe(expected);
});

test('steps of zero, or none, are no steps', () => {
  const filters = [{ filterType: 'PRICE_FILTER', tickSize: '0.00000000' }];
  expect(spotInstrument({ ...row, filters })).toMatchObject({ tickSize: null, lotSize: null });
  expect(spotInstrument({ ...row, filters: undefined })).toMatchObject({ tickSize: null, lotSize: null });
});

test.each([
  ['a contract', { contractType: 'PERPETUAL' }, 'a contract among spot pairs'],
  ['an unknown status', { status: 'toString' }, 'unknown status "toString"'],
  ['no status', { status: undefined }, 'status: '],
  ['no base', { baseAsset: '' }, 'baseAsset: '],
  ['a base with a space', { baseAsset: 'B TC' }, 'it contains whitespace'],
  ['no name', { symbol: 7 }, 'symbol: '],
  [
    'a step that is no number',
    { filters: [{ filterType: 'LOT_SIZE', stepSize: 'NaN' }] },
    'LOT_SIZE.stepSize',
  ],
  ['a negative step', { filters: [{ filterType: 'PRICE_FILTER', tickSize: '-1' }] }, 'PRICE_FILTER.tickSize'],
])('%s is refused with the reason', (_, change, reason) => {
  expect(() => spotInstrument({ ...row, ...change })).toThrow(reason);
});
