import { expect, test } from 'vitest';
import { futuresInstrument } from './futures-instrument.ts';

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

test('a linear perpetual', () => {
  const instrument = futuresInstrument(linear, 'usdm');
  expect(instrument).toMatchObject({
    market: 'usdm',
    type: 'PERP',
    settleAsset: 'USDT',
    status: 'trading',
    tickSize: '0.10',
    lotSize: '0.001',
    contractSize: '1',
    expiresAt: null,
    listedAt: ONBOARD,
    raw: linear,
  });
  expect(instrument.symbol.toString()).toBe('BTC-USDT-PERP');
});

test('an inverse perpetual says what it settles in', () => {
  const instrument = futuresInstrument(inverse, 'coinm');
  expect(instrument).toMatchObject({ settleAsset: 'BTC', quoteAsset: 'USD', contractSize: '100' });
  expect(instrument.symbol.toString()).toBe('BTC-USD-PERP:BTC');
  expect(futuresInstrument({ ...inverse, contractSize: undefined }, 'coinm').contractSize).toBeNull();
});

test('a contract with delivery expires on its day', () => {
  const instrument = futuresInstrument(delivery, 'usdm');
  expect(instrument).toMatchObject({ type: 'FUTURE', expiresAt: QUARTER });
  expect(instrument.symbol.toString()).toBe('BTC-USDT-FUTURE_270326');
  const coin = { ...inverse, symbol: 'BTCUSD_270326', contractType: 'NEXT_QUARTER', deliveryDate: QUARTER };
  expect(futuresInstrument(coin, 'coinm').symbol.toString()).toBe('BTC-USD-FUTURE_270326:BTC');
});

test('a perpetual that is being delisted is a perpetual still, with the time of its end', () => {
  const instrument = futuresInstrument({ ...linear, status: 'SETTLING', deliveryDate: QUARTER }, 'usdm');
  expect(instrument).toMatchObject({ type: 'PERP', status: 'halted', expiresAt: QUARTER });
  expect(instrument.symbol.toString()).toBe('BTC-USDT-PERP');
});

test.each([
  ['PERPETUAL', 'PERP'],
  ['TRADIFI_PERPETUAL', 'PERP'],
  ['PERPETUAL DELIVERING', 'PERP'],
  ['PERPETUAL_DELIVERING', 'PERP'],
])('contractType %s is a %s', (contractType, type) => {
  expect(futuresInstrument({ ...linear, contractType }, 'usdm').type).toBe(type);
});

test.each([
  'CURRENT_MONTH',
  'NEXT_MONTH',
  'CURRENT_QUARTER',
  'NEXT_QUARTER',
  'CURRENT_QUARTER DELIVERING',
  'NEXT_QUARTER_DELIVERING',
])('contractType %s is a FUTURE', (contractType) => {
  expect(futuresInstrument({ ...delivery, contractType }, 'usdm').type).toBe('FUTURE');
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
  expect(futuresInstrument({ ...linear, status }, 'usdm').status).toBe(expected);
  expect(futuresInstrument({ ...inverse, contractStatus: status }, 'coinm').status).toBe(expected);
});

test.each(['', undefined, null])(
  'contractType %j is worked out where name and date agree',
  (contractType) => {
    const pending = { ...linear, contractType, status: 'PENDING_TRADING' };
    expect(futuresInstrument(pending, 'usdm').type).toBe('PERP');
    expect(futuresInstrument({ ...inverse, contractType }, 'coinm').type).toBe('PERP');
    expect(futuresInstrument({ ...delivery, contractType }, 'usdm').type).toBe('FUTURE');
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
  ['no margin asset', { marginAsset: undefined }, 'marginAsset: '],
  ['no base', { baseAsset: undefined }, 'baseAsset: '],
  ['a date that is text', { deliveryDate: 'soon' }, 'deliveryDate: '],
  ['a date below zero', { deliveryDate: '-1' }, 'deliveryDate: '],
  ['a contract size below zero', { contractSize: -1 }, 'contractSize is not a positive decimal'],
])('%s is refused with the reason', (_name, change, reason) => {
  expect(() => futuresInstrument({ ...linear, ...change }, 'usdm')).toThrow(reason);
});

test('a future whose name and date disagree is refused', () => {
  const other = { ...delivery, symbol: 'BTCUSDT_270327' };
  expect(() => futuresInstrument(other, 'usdm')).toThrow(
    'the name ends with the day 270327, but deliveryDate is 2027-03-26T08:00:00Z',
  );
  expect(() => futuresInstrument({ ...delivery, symbol: 'BTCUSDT_270231' }, 'usdm')).toThrow(
    'the name ends with',
  );
});

test('a row from before USD-M had other contracts than perpetual ones', () => {
  const { contractType, marginAsset, deliveryDate, onboardDate, pair, ...untyped } = linear;
  expect(futuresInstrument(untyped, 'usdm')).toMatchObject({
    type: 'PERP',
    settleAsset: 'USDT',
    expiresAt: null,
    listedAt: null,
    tickSize: '0.10',
    lotSize: '0.001',
  });
  const refused = (row: object, market: 'usdm' | 'coinm') => () => futuresInstrument(row, market);
  expect(refused({ ...untyped, symbol: 'BTCUSDT_200925' }, 'usdm')).toThrow('contractType is empty');
  expect(refused({ ...untyped, contractType }, 'usdm')).toThrow('marginAsset: missing');
  expect(refused({ ...untyped, marginAsset }, 'usdm')).toThrow('contractType is empty');
  expect(refused({ ...untyped, contractType: '' }, 'usdm')).toThrow('contractType is empty');
  expect(refused(untyped, 'coinm')).toThrow('contractType is empty');
  expect([deliveryDate, onboardDate, pair]).toEqual([NEVER, ONBOARD, 'BTCUSDT']);
});

test('times may come as texts of digits', () => {
  const row = { ...delivery, deliveryDate: String(QUARTER), onboardDate: String(ONBOARD) };
  expect(futuresInstrument(row, 'usdm')).toMatchObject({
    type: 'FUTURE',
    expiresAt: QUARTER,
    listedAt: ONBOARD,
  });
});

test('what is null says no more than what is not there', () => {
  expect(
    futuresInstrument({ ...linear, pair: null, filters: null, onboardDate: null }, 'usdm'),
  ).toMatchObject({
    type: 'PERP',
    tickSize: null,
    lotSize: null,
    listedAt: null,
  });
  // As some clients of the exchange write filters down: every field in each of them.
  const filters = [
    { filterType: 'PRICE_FILTER', tickSize: '0.10', stepSize: null },
    { filterType: 'LOT_SIZE', tickSize: null, stepSize: null },
  ];
  expect(futuresInstrument({ ...linear, filters }, 'usdm')).toMatchObject({
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
  expect(futuresInstrument(stock, 'usdm').symbol.toString()).toBe('TSLA-USDT-PERP');
  const pepe = { ...linear, symbol: '1000PEPEUSDT', pair: '1000PEPEUSDT', baseAsset: '1000PEPE' };
  expect(futuresInstrument(pepe, 'usdm')).toMatchObject({ underlyingAsset: 'PEPE', baseMultiplier: '1000' });
});
