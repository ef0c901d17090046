import { expect, it, vi } from 'vitest';
import { InvalidSymbolError } from './index.ts';

it('is known across copies of the package', async () => {
  vi.resetModules();
  const copy = await import('./index.ts');
  const error = new copy.InvalidSymbolError('BTC', 'shape', 'it needs two hyphens');
  expect(error).not.toBeInstanceOf(InvalidSymbolError);
  expect(InvalidSymbolError.isInstance(error)).toBe(true);
  expect(InvalidSymbolError.isInstance(new Error('BTC'))).toBe(false);
  expect(InvalidSymbolError.isInstance(null)).toBe(false);
});

it('says what a symbol looks like', () => {
  const error = new InvalidSymbolError('BTC\n', 'shape', 'it needs two hyphens');
  expect(error.name).toBe('InvalidSymbolError');
  expect(error.message).toContain('invalid symbol "BTC\\n": shape: it needs two hyphens;');
  expect(error.message).toContain('BASE-QUOTE-FUTURE_YYMMDD');
});
