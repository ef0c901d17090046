import { InvalidSymbolError, SymbolRepresentation } from '@marketloom/symbol';
import { describe, expect, it } from 'vitest';
import { instrument } from './fixtures/instrument.ts';
import { compareRepresentative, type Instrument, InstrumentCache } from './index.ts';

const linear = instrument('BTC-USD-PERP', { market: 'usdm', exchangeSymbol: 'BTCUSD' });
const inverse = instrument('BTC-USD-PERP:BTC', { market: 'coinm', exchangeSymbol: 'BTCUSD_PERP' });

/** Whatever the order in which they came, the answer is the same. */
function found(wanted: string, ...known: Instrument[]): (Instrument | null)[] {
  return [known, known.toReversed()].map((instruments) => {
    const cache = new InstrumentCache();
    cache.add(instruments);
    return cache.find(wanted);
  });
}

describe('InstrumentCache.find', () => {
  it('finds by the full symbol, in text of either case or parsed', () => {
    const cache = new InstrumentCache();
    cache.add([linear, inverse]);
    expect(cache.find('btc-usd-perp:btc')).toBe(inverse);
    expect(cache.find(SymbolRepresentation.parse('BTC-USD-PERP:BTC'))).toBe(inverse);
    expect(cache.find('BTC-USD-PERP:USD')).toBe(linear);
    expect(cache.find('BTC-USD-SPOT')).toBeNull();
  });

  it('takes an instrument for itself, known or not', () => {
    expect(new InstrumentCache().find(inverse)).toBe(inverse);
  });

  it('means the linear one by a bare symbol, if there is one', () => {
    expect(found('BTC-USD-PERP', inverse, linear)).toEqual([linear, linear]);
    const delisted = { ...linear, status: 'delisted' as const };
    expect(found('BTC-USD-PERP', inverse, delisted)).toEqual([delisted, delisted]);
  });

  it('means an inverse one by a bare symbol where there is no linear one, the most representative', () => {
    expect(found('BTC-USD-PERP', inverse)).toEqual([inverse, inverse]);
    const inEther = instrument('BTC-USD-PERP:ETH', { listedAt: 1 });
    expect(found('BTC-USD-PERP', inEther, inverse)).toEqual([inEther, inEther]);
    const halted = { ...inEther, status: 'halted' as const };
    expect(found('BTC-USD-PERP', halted, inverse)).toEqual([inverse, inverse]);
    const future = instrument('BTC-USD-FUTURE_270326:BTC');
    expect(found('BTC-USD-FUTURE_270326', future)).toEqual([future, future]);
  });

  it('does not take one settlement for another that was asked for', () => {
    expect(found('BTC-USD-PERP:BTC', linear)).toEqual([null, null]);
    expect(found('BTC-USD-PERP:ETH', inverse)).toEqual([null, null]);
  });

  it('finds the most representative of two native symbols that print alike', () => {
    const older = instrument('BTC-USDT-SPOT', { exchangeSymbol: 'XBTUSDT', listedAt: 1 });
    const newer = instrument('BTC-USDT-SPOT', { exchangeSymbol: 'BTCUSDT', listedAt: 2 });
    const unknownAge = instrument('BTC-USDT-SPOT', { exchangeSymbol: 'ABTCUSDT' });
    expect(found('BTC-USDT-SPOT', newer, unknownAge, older)).toEqual([older, older]);
    const delisted = { ...older, status: 'delisted' as const };
    expect(found('BTC-USDT-SPOT', delisted, newer)).toEqual([newer, newer]);
  });

  it('replaces what it knew of a native symbol, within its market', () => {
    const cache = new InstrumentCache();
    cache.add([inverse, linear]);
    const halted = { ...linear, status: 'halted' as const };
    cache.add([halted]);
    expect(cache.find('BTC-USD-PERP')).toBe(halted);
    expect(cache.all()).toEqual([inverse, halted]);
    const elsewhere = { ...linear, market: 'coinm' };
    cache.add([elsewhere]);
    expect(cache.all()).toEqual([inverse, halted, elsewhere]);
  });

  it('throws for what is not a symbol', () => {
    expect(() => new InstrumentCache().find('BTCUSDT')).toThrow(InvalidSymbolError);
  });
});

describe('compareRepresentative', () => {
  it('puts trading before halted and pending before delisted, linear before quanto before inverse, the oldest first', () => {
    const ordered = [
      instrument('BTC-USD-PERP', { exchangeSymbol: 'A', listedAt: 5 }),
      instrument('BTC-USD-PERP', { exchangeSymbol: 'B', listedAt: 6 }),
      instrument('BTC-USD-PERP', { exchangeSymbol: 'C' }),
      instrument('BTC-USD-PERP:USDC', { exchangeSymbol: 'C2', listedAt: 7 }),
      instrument('BTC-USD-PERP:BTC', { exchangeSymbol: 'D', listedAt: 1 }),
      instrument('BTC-USD-PERP', { exchangeSymbol: 'E', status: 'pending', listedAt: 8 }),
      instrument('BTC-USD-PERP', { exchangeSymbol: 'F', status: 'halted', listedAt: 9 }),
      instrument('BTC-USD-PERP:BTC', { exchangeSymbol: 'G', status: 'halted', listedAt: 1 }),
      instrument('BTC-USD-PERP', { exchangeSymbol: 'H', status: 'delisted', listedAt: 0 }),
      instrument('BTC-USD-PERP', { exchangeSymbol: 'A', status: 'delisted', listedAt: 0, market: 'other' }),
    ];
    expect(ordered.toReversed().toSorted(compareRepresentative)).toEqual(ordered);
    expect(compareRepresentative(linear, { ...linear })).toBe(0);
  });
});
