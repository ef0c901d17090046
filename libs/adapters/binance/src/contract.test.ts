import type { ClassifiedInstrument } from '@marketloom/adapter-kit';
import { JsonReader } from '@marketloom/transport';
import { expect, test } from 'vitest';
import { classifyContract } from './contract.ts';

const NEVER = 4_133_404_800_000;
const ONBOARD = 1_569_398_400_000;
const linear = {
  symbol: 'BTCUSDT',
  pair: 'BTCUSDT',
  contractType: 'PERPETUAL',
  deliveryDate: NEVER,
  onboardDate: ONBOARD,
  status: 'TRADING',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  filters: [
    { filterType: 'PRICE_FILTER', tickSize: '0.10' },
    { filterType: 'LOT_SIZE', stepSize: '0.001' },
  ],
};
const { status: _, ...shared } = linear;
const inverse = {
  ...shared,
  symbol: 'BTCUSD_PERP',
  pair: 'BTCUSD',
  contractStatus: 'TRADING',
  contractSize: 100,
  quoteAsset: 'USD',
  marginAsset: 'BTC',
};
const QUARTER = Date.UTC(2027, 2, 26, 8);
const delivery = {
  ...linear,
  symbol: 'BTCUSDT_270326',
  contractType: 'CURRENT_QUARTER',
  deliveryDate: QUARTER,
};

/** A row as it stands in 2026. */
function classified(row: object, market: 'usdm' | 'coinm' = 'usdm'): ClassifiedInstrument {
  // What is undefined is missing in JSON.
  const reader = JsonReader.of(JSON.parse(JSON.stringify(row)), { exchange: 'binance', operation: 'test' });
  return classifyContract(reader, Date.UTC(2026, 0, 1), market);
}
const typeOf = (row: object): string => classified(row).symbol.type;

test('a linear perpetual', () => {
  const instrument = classified(linear);
  expect(instrument).toMatchObject({
    status: 'trading',
    tickSize: '0.10',
    lotSize: '0.001',
    contractSize: '1',
    expiresAt: null,
    listedAt: ONBOARD,
  });
  expect(instrument.symbol.toString()).toBe('BTC-USDT-PERP');
});

test('an inverse perpetual says what it settles in', () => {
  const instrument = classified(inverse, 'coinm');
  expect(instrument.contractSize).toBe('100');
  expect(instrument.symbol.toString()).toBe('BTC-USD-PERP:BTC');
  expect(classified({ ...inverse, contractSize: undefined }, 'coinm').contractSize).toBeNull();
});

test('a contract with delivery expires on its day', () => {
  const instrument = classified(delivery);
  expect(instrument.expiresAt).toBe(QUARTER);
  expect(instrument.symbol.toString()).toBe('BTC-USDT-FUTURE_270326');
  const coin = { ...inverse, symbol: 'BTCUSD_270326', contractType: 'NEXT_QUARTER', deliveryDate: QUARTER };
  expect(classified(coin).symbol.toString()).toBe('BTC-USD-FUTURE_270326:BTC');
});

test('a perpetual that is being delisted is a perpetual still, with the time of its end', () => {
  const instrument = classified({ ...linear, status: 'SETTLING', deliveryDate: QUARTER });
  expect(instrument).toMatchObject({ status: 'halted', expiresAt: QUARTER });
  expect(instrument.symbol.toString()).toBe('BTC-USDT-PERP');
});

test.each([
  ['PERPETUAL', 'PERP'],
  ['TRADIFI_PERPETUAL', 'PERP'],
  ['PERPETUAL DELIVERING', 'PERP'],
  ['PERPETUAL_DELIVERING', 'PERP'],
])('contractType %s is a %s', (contractType, type) => {
  expect(typeOf({ ...linear, contractType })).toBe(type);
});

test.each([
  'CURRENT_MONTH',
  'NEXT_MONTH',
  'CURRENT_QUARTER',
  'NEXT_QUARTER',
  'CURRENT_QUARTER DELIVERING',
  'NEXT_QUARTER_DELIVERING',
])('contractType %s is a FUTURE', (contractType) => {
  expect(typeOf({ ...delivery, contractType })).toBe('FUTURE');
});

test.each([
  ['PENDING_TRADING', 'pending'],
  ['TRADING', 'trading'],
  ['TRADING_HALT', 'halted'],
  ['TRADING_CANCEL_ONLY', 'halted'],
  ['PRE_DELIVERING', 'halted'],
  ['DELIVERING', 'halted'],
  ['PRE_SETTLE', 'halted'],
  ['SETTLING', 'halted'],
  ['DELIVERED', 'delisted'],
  ['CLOSE', 'delisted'],
])('status %s is %s in both markets', (status, expected) => {
  expect(classified({ ...linear, status }).status).toBe(expected);
  expect(classified({ ...inverse, contractStatus: status }).status).toBe(expected);
});

test.each(['', undefined, null])(
  'contractType %j is worked out where name and date agree',
  (contractType) => {
    const pending = { ...linear, contractType, status: 'PENDING_TRADING' };
    expect(typeOf(pending)).toBe('PERP');
    expect(typeOf({ ...inverse, contractType })).toBe('PERP');
    expect(typeOf({ ...delivery, contractType })).toBe('FUTURE');
  },
);

test.each([
  ['a new kind of contract', { contractType: 'NEXT_YEAR' }, 'unknown contractType "NEXT_YEAR"'],
  ['a kind named like a method', { contractType: 'valueOf' }, 'unknown contractType "valueOf"'],
  ['an empty kind without a date', { contractType: '', deliveryDate: undefined }, 'contractType is empty'],
  ['an empty kind with a real date', { contractType: '', deliveryDate: QUARTER }, 'contractType is empty'],
  ['an empty kind with a strange name', { contractType: '', symbol: 'BTCUSDT_X' }, 'contractType is empty'],
  [
    'a perpetual named like a future',
    { symbol: 'BTCUSDT_270326' },
    'a perpetual contract whose name ends with the day',
  ],
  [
    'a future without delivery',
    { contractType: 'NEXT_QUARTER' },
    'a contract with delivery, but deliveryDate is',
  ],
  ['no status', { status: undefined }, 'neither status nor contractStatus'],
  ['an unknown status', { status: 'RESTING' }, 'unknown status "RESTING"'],
  ['no margin asset', { marginAsset: undefined }, 'has no field "marginAsset"'],
  ['no base', { baseAsset: undefined }, 'has no field "baseAsset"'],
  ['a date that is text', { deliveryDate: 'soon' }, 'is not a whole number (at $.deliveryDate'],
  ['a date below zero', { deliveryDate: '-1' }, 'is not a time (at $.deliveryDate'],
  ['a contract size below zero', { contractSize: -1 }, '$.contractSize is negative: -1'],
])('%s is refused with the reason', (_name, change, reason) => {
  expect(() => classified({ ...linear, ...change })).toThrow(reason);
});

test('a future whose name and date disagree is refused', () => {
  const other = { ...delivery, symbol: 'BTCUSDT_270327' };
  expect(() => classified(other)).toThrow(
    'the name ends with the day 270327, but deliveryDate is 2027-03-26T08:00:00Z',
  );
  expect(() => classified({ ...delivery, symbol: 'BTCUSDT_270231' })).toThrow('the name ends with');
});

test('a row from before USD-M had other contracts than perpetual ones', () => {
  const { contractType, marginAsset, deliveryDate, onboardDate, pair, ...untyped } = linear;
  expect(classified(untyped).symbol.toString()).toBe('BTC-USDT-PERP');
  expect(classified(untyped)).toMatchObject({
    expiresAt: null,
    listedAt: null,
    tickSize: '0.10',
    lotSize: '0.001',
  });
  const refused = (row: object, market: 'usdm' | 'coinm') => () => classified(row, market);
  expect(refused({ ...untyped, symbol: 'BTCUSDT_200925' }, 'usdm')).toThrow('contractType is empty');
  expect(refused({ ...untyped, contractType }, 'usdm')).toThrow('has no field "marginAsset"');
  expect(refused({ ...untyped, marginAsset }, 'usdm')).toThrow('contractType is empty');
  expect(refused({ ...untyped, contractType: '' }, 'usdm')).toThrow('contractType is empty');
  expect(refused(untyped, 'coinm')).toThrow('contractType is empty');
  expect([deliveryDate, onboardDate, pair]).toEqual([NEVER, ONBOARD, 'BTCUSDT']);
});

test('times may come as texts of digits', () => {
  const row = { ...delivery, deliveryDate: String(QUARTER), onboardDate: String(ONBOARD) };
  expect(typeOf(row)).toBe('FUTURE');
  expect(classified(row)).toMatchObject({ expiresAt: QUARTER, listedAt: ONBOARD });
});

test('what is null says no more than what is not there', () => {
  expect(classified({ ...linear, pair: null, filters: null, onboardDate: null })).toMatchObject({
    tickSize: null,
    lotSize: null,
    listedAt: null,
  });
  // As some clients of the exchange write filters down: every field in each of them.
  const filters = [
    { filterType: 'PRICE_FILTER', tickSize: '0.10', stepSize: null },
    { filterType: 'LOT_SIZE', tickSize: null, stepSize: null },
  ];
  expect(classified({ ...linear, filters })).toMatchObject({
    tickSize: '0.10',
    lotSize: null,
  });
});

test('a stock perpetual and a bundled one', () => {
  const stock = {
    ...linear,
    symbol: 'TSLAUSDT',
    pair: 'TSLAUSDT',
    baseAsset: 'TSLA',
    contractType: 'TRADIFI_PERPETUAL',
  };
  expect(classified(stock).symbol.toString()).toBe('TSLA-USDT-PERP');
  const pepe = { ...linear, symbol: '1000PEPEUSDT', pair: '1000PEPEUSDT', baseAsset: '1000PEPE' };
  expect(classified(pepe).underlying).toEqual({ asset: 'PEPE', multiplier: '1000' });
});
