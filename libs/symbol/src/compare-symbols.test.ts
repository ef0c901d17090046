import { expect, it } from 'vitest';
import { compareSymbols, SymbolRepresentation } from './index.ts';

it('sorts by base, quote, type, expiry, and settlement: in the quote, in neither, in the base', () => {
  const sorted = [
    'ADA-USDT-SPOT',
    'BTC-USD-PERP',
    'BTC-USD-PERP:ETH',
    'BTC-USD-PERP:USDC',
    'BTC-USD-PERP:BTC',
    'BTC-USDT-SPOT',
    'BTC-USDT-PERP',
    'BTC-USDT-FUTURE_261225',
    'BTC-USDT-FUTURE_270326',
    'BTC-USDT-FUTURE_270326:BTC',
    '币安人生-USDT-SPOT',
  ];
  const shuffled = sorted.toReversed().map((text) => SymbolRepresentation.parse(text));
  expect(shuffled.toSorted(compareSymbols).map(String)).toEqual(sorted);
});
