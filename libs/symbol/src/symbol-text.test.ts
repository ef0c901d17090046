import { describe, expect, expectTypeOf, it } from 'vitest';
import { SymbolRepresentation } from './symbol-representation.ts';
import type { SymbolText } from './symbol-text.ts';

// A literal stays one on its way through.
const parse: typeof SymbolRepresentation.parse = (text) => SymbolRepresentation.parse(text);

describe('the type of a symbol', () => {
  it('takes literals of every form, in either case', () => {
    const symbols: SymbolText[] = [
      'BTC-USDT-SPOT',
      'A-B-USDT-SPOT',
      'ETH-USD-PERP',
      'BTC-USD-PERP:BTC',
      'BTC-USDT-FUTURE_270326',
      'BTC-USD-FUTURE_000101:BTC',
    ];
    expect(symbols.map((text) => parse(text).toString())).toEqual(symbols);
    expect(parse('btc-usdt-spot').toString()).toBe('BTC-USDT-SPOT');
    expect(parse('eth-usd-future_270326:eth').toString()).toBe('ETH-USD-FUTURE_270326:ETH');
  });

  it('does not take literals that can be none', () => {
    const wrong = [
      // @ts-expect-error no hyphens
      () => parse('BTCUSDT'),
      // @ts-expect-error no such type
      () => parse('BTC-USDT-SWAP'),
      // @ts-expect-error no day
      () => parse('BTC-USDT-FUTURE'),
      // @ts-expect-error a month that is no number
      () => parse('BTC-USDT-FUTURE_26DEC'),
      // @ts-expect-error spot has no suffix
      () => parse('BTC-USDT-SPOT:BTC'),
      // @ts-expect-error one of two
      () => parse(Math.random() < 0.5 ? 'BTC-USDT-SPOT' : 'BTC-USDT'),
    ];
    for (const attempt of wrong.slice(0, -1)) expect(attempt).toThrow('symbol');
    // @ts-expect-error neither does the type itself
    const text: SymbolText = 'BTC/USDT';
    expect(SymbolRepresentation.tryParse(text)).toBeNull();
  });

  it('takes text that is not known before the program runs, and what it reads there', () => {
    const text: string = ['BTC', 'USDT', 'SPOT'].join('-');
    expect(parse(text).base).toBe('BTC');
    expect([text].map((one) => parse(one)).map(String)).toEqual([text]);
    const base = 'btc' as string;
    const type = 'spot' as string;
    expect(parse(`${base}-usdt-spot`).base).toBe('BTC');
    expect(parse(`BTC-USDT-${type}`).type).toBe('SPOT');
    expectTypeOf<SymbolText>().toExtend<string>();
    expect(parse(parse(text).bare).equals(parse(text))).toBe(true);
  });
});
