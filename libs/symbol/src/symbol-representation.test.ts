import { describe, expect, it } from 'vitest';
import { InvalidSymbolError, type Settlement, type SymbolParts, SymbolRepresentation } from './index.ts';

const march2027 = Date.UTC(2027, 2, 26);

describe('SymbolRepresentation.parse', () => {
  it.each<[string, string, string, string, string, number | null, Settlement]>([
    ['BTC-USDT-SPOT', 'BTC', 'USDT', 'SPOT', 'USDT', null, 'linear'],
    ['ETH-USD-PERP', 'ETH', 'USD', 'PERP', 'USD', null, 'linear'],
    ['BTC-USD-PERP:BTC', 'BTC', 'USD', 'PERP', 'BTC', null, 'inverse'],
    ['BTC-USDT-FUTURE_270326', 'BTC', 'USDT', 'FUTURE', 'USDT', march2027, 'linear'],
    ['BTC-USD-FUTURE_270326:BTC', 'BTC', 'USD', 'FUTURE', 'BTC', march2027, 'inverse'],
    ['BTC-USD-PERP:USDC', 'BTC', 'USD', 'PERP', 'USDC', null, 'quanto'],
    ['ETH-USD-FUTURE_270326:BTC', 'ETH', 'USD', 'FUTURE', 'BTC', march2027, 'quanto'],
    ['BTC-BTC-PERP', 'BTC', 'BTC', 'PERP', 'BTC', null, 'linear'],
    ['币安人生-USDT-PERP', '币安人生', 'USDT', 'PERP', 'USDT', null, 'linear'],
    ['RLUSD-2-A-USDT-SPOT', 'RLUSD-2-A', 'USDT', 'SPOT', 'USDT', null, 'linear'],
    ['1000SATS-USDT-PERP', '1000SATS', 'USDT', 'PERP', 'USDT', null, 'linear'],
    ['SPOT-PERP-SPOT', 'SPOT', 'PERP', 'SPOT', 'PERP', null, 'linear'],
  ])('reads %s', (text, base, quote, type, settle, expiresAt, settlement) => {
    const symbol = SymbolRepresentation.parse(text);
    expect(symbol).toMatchObject({ base, quote, type, settle, expiresAt, settlement });
    expect(symbol.isInverse).toBe(settlement === 'inverse');
    expect(symbol.toString()).toBe(text);
    expect(JSON.stringify({ symbol })).toBe(JSON.stringify({ symbol: text }));
  });

  it('upper-cases ASCII letters only', () => {
    expect(SymbolRepresentation.parse('kpepe-usdt-perp').toString()).toBe('KPEPE-USDT-PERP');
    expect(SymbolRepresentation.parse('straße-usdt-spot').base).toBe('STRAßE');
    expect(SymbolRepresentation.parse('btc-usd-future_270326:btc').toString()).toBe(
      'BTC-USD-FUTURE_270326:BTC',
    );
  });

  it('takes 29 February in leap years only', () => {
    expect(SymbolRepresentation.parse('BTC-USDT-FUTURE_240229').expiresAt).toBe(Date.UTC(2024, 1, 29));
    expect(SymbolRepresentation.tryParse('BTC-USDT-FUTURE_230229')).toBeNull();
  });
});

describe('SymbolRepresentation', () => {
  it('is bare without its settle suffix', () => {
    expect(SymbolRepresentation.parse('BTC-USD-FUTURE_270326:BTC').bare).toBe('BTC-USD-FUTURE_270326');
  });

  it('cannot be changed', () => {
    const symbol = SymbolRepresentation.parse('BTC-USDT-SPOT');
    expect(() => Object.assign(symbol, { base: 'ETH' })).toThrow(TypeError);
  });

  it('equals what prints alike, and nothing else', () => {
    const perpetual = SymbolRepresentation.parse('BTC-USD-PERP');
    expect(perpetual.equals(SymbolRepresentation.of({ base: 'btc', quote: 'usd', type: 'PERP' }))).toBe(true);
    expect(perpetual.equals(SymbolRepresentation.parse('BTC-USD-PERP:BTC'))).toBe(false);
  });
});

describe('SymbolRepresentation.of', () => {
  it.each<[string, SymbolParts, string]>([
    ['a quote with a hyphen', { base: 'BTC', quote: 'US-D', type: 'SPOT' }, 'quote'],
    ['an unknown type', { base: 'BTC', quote: 'USD', type: 'OPTION' as 'SPOT' }, 'type'],
    ['a spot pair with a settle', { base: 'BTC', quote: 'USD', type: 'SPOT', settle: 'USD' }, 'settle'],
    [
      'a perpetual with an expiry',
      { base: 'BTC', quote: 'USD', type: 'PERP', expiresAt: march2027 },
      'expiry',
    ],
    ['a future without one', { base: 'BTC', quote: 'USD', type: 'FUTURE' }, 'expiry'],
    [
      'an expiry in 1999',
      { base: 'B', quote: 'U', type: 'FUTURE', expiresAt: Date.UTC(1999, 11, 31) },
      'expiry',
    ],
    [
      'an expiry in 2100',
      { base: 'B', quote: 'U', type: 'FUTURE', expiresAt: Date.UTC(2100, 0, 1) },
      'expiry',
    ],
    ['an expiry that is no time', { base: 'B', quote: 'U', type: 'FUTURE', expiresAt: Number.NaN }, 'expiry'],
    ['an empty base', { base: '', quote: 'USD', type: 'SPOT' }, 'base'],
  ])('refuses %s', (_, parts, part) => {
    expect(() => SymbolRepresentation.of(parts)).toThrow(expect.objectContaining({ part }) as Error);
    expect(() => SymbolRepresentation.of(parts)).toThrow(InvalidSymbolError);
  });
});
