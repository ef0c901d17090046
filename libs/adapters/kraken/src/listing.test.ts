import { classifiedBy } from './fixtures/classified.ts';
import { futuresListing, spotListing } from './listing.ts';
import { expect, it } from 'vitest';

const pair = { altname: 'A', pair_decimals: 5, lot_decimals: 8 };
const contract = {
  symbol: 'pi_xbtusd',
  type: 'futures_inverse',
  tickSize: 0.5,
  contractSize: 1,
  tradeable: true,
};

it.each([
  [{ wsname: 'XBT/USD', base: 'XXBT', quote: 'ZUSD' }, 'BTC-USD-SPOT'],
  [{ wsname: 'BTC/USD', base: 'XXBT', quote: 'ZUSD' }, 'BTC-USD-SPOT'],
  [{ wsname: 'XDG/XBT', base: 'XXDG', quote: 'XXBT' }, 'DOGE-BTC-SPOT'],
  [{ wsname: 'ZETA/EUR', base: 'ZETA', quote: 'ZEUR' }, 'ZETA-EUR-SPOT'],
  [{ wsname: 'XTZ/USD', base: 'XTZ', quote: 'ZUSD' }, 'XTZ-USD-SPOT'],
  [{ base: 'XXBT', quote: 'ZEUR' }, 'BTC-EUR-SPOT'],
  [{ base: 'XTZ', quote: 'ZUSD' }, 'XTZ-USD-SPOT'],
  [{ base: 'XLTC', quote: 'XXBT' }, 'LTC-BTC-SPOT'],
  [{ wsname: null, base: 'XICN', quote: 'ZKRW' }, 'ICN-KRW-SPOT'],
  [{ wsname: 'LUNA/EUR', base: 'LUNA', quote: 'ZEUR' }, 'LUNC-EUR-SPOT'],
  [{ wsname: 'LUNA2/EUR', base: 'LUNA2', quote: 'ZEUR' }, 'LUNA-EUR-SPOT'],
  [{ wsname: 'UST/USDT', base: 'UST', quote: 'USDT' }, 'USTC-USDT-SPOT'],
  [{ wsname: 'SHOPx/USD', base: 'SHOPx', quote: 'ZUSD', aclass_base: 'tokenized_asset' }, 'SHOPX-USD-SPOT'],
  [{ wsname: 'constructor/USD', base: 'constructor', quote: 'ZUSD' }, 'CONSTRUCTOR-USD-SPOT'],
])('the pair of %j is %s', (assets, symbol) => {
  expect(classifiedBy(spotListing, { ...pair, ...assets })?.symbol.toString()).toBe(symbol);
});

it('a step comes from tick_size, else from the decimal places', () => {
  const assets = { base: 'ADA', quote: 'ZUSD' };
  expect(classifiedBy(spotListing, { ...pair, ...assets, tick_size: '0.25' })?.tickSize).toBe('0.25');
  const { tickSize, lotSize } = classifiedBy(spotListing, { ...pair, ...assets }) ?? {};
  expect([tickSize, lotSize]).toEqual(['0.00001', '0.00000001']);
});

it('a pair whose row tells no steps is a pair all the same', () => {
  const row = { altname: 'ADAUSD', wsname: 'ADA/USD', base: 'ADA', quote: 'ZUSD', tick_size: null };
  const { symbol, tickSize, lotSize } = classifiedBy(spotListing, row) ?? {};
  expect([symbol?.toString(), tickSize, lotSize]).toEqual(['ADA-USD-SPOT', null, null]);
});

it.each([
  ['PF_XBTUSD', { symbol: 'PF_XBTUSD', type: 'flexible_futures', base: 'XBT', quote: 'USD' }, 'BTC-USD-PERP'],
  ['pi_xbtusd', {}, 'BTC-USD-PERP:BTC'],
  ['pf_xdgusd', { symbol: 'pf_xdgusd', type: 'flexible_futures' }, 'DOGE-USD-PERP'],
  [
    'fv_xrpxbt',
    { symbol: 'fv_xrpxbt_180615', type: 'futures_vanilla', lastTradingTime: '2018-06-15T16:00:00.000Z' },
    'XRP-BTC-FUTURE_180615',
  ],
  [
    'FI',
    { symbol: 'FI_XBTUSD_220930', lastTradingTime: '2022-09-30T15:00:00.000Z' },
    'BTC-USD-FUTURE_220930:BTC',
  ],
  [
    'FF',
    {
      symbol: 'FF_DOGEUSD_261225',
      type: 'flexible_futures',
      base: 'DOGE',
      quote: 'USD',
      lastTradingTime: '2026-12-25T08:00:00Z',
    },
    'DOGE-USD-FUTURE_261225',
  ],
  [
    'a row that leaves out what it does not tell',
    { base: null, quote: '', lastTradingTime: null, openingDate: '', isExpired: null, postOnly: null },
    'BTC-USD-PERP:BTC',
  ],
  [
    'a dated contract without a day in its name',
    { symbol: 'FF_ETHUSD', type: 'flexible_futures', lastTradingTime: '2022-09-30T15:00:00.000Z' },
    'ETH-USD-FUTURE_220930',
  ],
])('%s is by its type and its last trading time what it is', (_, more, symbol) => {
  expect(classifiedBy(futuresListing, { ...contract, ...more })?.symbol.toString()).toBe(symbol);
});

it.each([
  [{ tradeable: true }, 'trading'],
  [{ tradeable: true, postOnly: true }, 'halted'],
  [{ tradeable: false }, 'halted'],
  [{ tradeable: false, openingDate: '2999-01-01T00:00:00.000Z' }, 'pending'],
  [{ tradeable: false, isExpired: true }, 'delisted'],
])('%j is %s', (more, status) => {
  expect(classifiedBy(futuresListing, { ...contract, ...more })?.status).toBe(status);
});

it.each([
  [4, '0.0001'],
  [0, '1'],
  [-3, '1000'],
])('sizes of %i places come in steps of %s', (contractValueTradePrecision, lotSize) => {
  expect(classifiedBy(futuresListing, { ...contract, contractValueTradePrecision })?.lotSize).toBe(lotSize);
});

it('a contract without sizes is listed, and one that is named after a day and has none is not', () => {
  const sizes = { tickSize: null, contractSize: null, contractValueTradePrecision: null };
  expect(classifiedBy(futuresListing, { ...contract, ...sizes })).toMatchObject({
    tickSize: null,
    contractSize: null,
    lotSize: null,
  });
  expect(() => classifiedBy(futuresListing, { ...contract, symbol: 'fi_xbtusd_210625' })).toThrow(
    'no last trading time',
  );
});

it('an index is no instrument, and what is not known is told', () => {
  expect(
    classifiedBy(futuresListing, { symbol: 'in_xbtusd', type: 'spot index', tradeable: false }),
  ).toBeNull();
  expect(() => classifiedBy(futuresListing, { ...contract, type: 'futures' })).toThrow(
    'unknown type "futures"',
  );
  expect(() => classifiedBy(futuresListing, { ...contract, symbol: 'f-xbt:usd-jun16' })).toThrow(
    'base and quote',
  );
  expect(() => classifiedBy(spotListing, { ...pair, altname: 'XBTUSD.d' })).toThrow('dark pool');
});
