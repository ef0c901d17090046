import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import {
  AdapterNotFoundError,
  type AnyExchangeError,
  BadResponseError,
  BanError,
  ExchangeError,
  type ExchangeErrorKind,
  ExchangeRefusalError,
  InvalidAdapterError,
  InvalidConfigurationError,
  InvalidDurationError,
  InvalidIntervalError,
  InvalidRequestError,
  isExchangeError,
  MaintenanceError,
  NetworkError,
  RateLimitError,
  RequestTimeoutError,
  UnknownSymbolError,
  UnsupportedCapabilityError,
} from '../index.ts';

const where = { exchange: 'test', operation: 'fetchKlines BTCUSDT 1m' };

const errors: readonly [AnyExchangeError, name: string, ExchangeErrorKind, retryable: boolean][] = [
  [new RateLimitError('slow down', { ...where, retryAfterMs: 1500 }), 'RateLimitError', 'rateLimit', true],
  [new BanError('banned', { ...where, bannedUntil: 5 }), 'BanError', 'ban', true],
  [new NetworkError('reset', where), 'NetworkError', 'network', true],
  [new RequestTimeoutError('no answer', where), 'RequestTimeoutError', 'timeout', true],
  [new MaintenanceError('503', where), 'MaintenanceError', 'maintenance', true],
  [
    new BadResponseError('not JSON', { ...where, path: '$', sample: '<html>' }),
    'BadResponseError',
    'badResponse',
    true,
  ],
  [new UnknownSymbolError({ ...where, symbol: 'X-Y-SPOT' }), 'UnknownSymbolError', 'unknownSymbol', false],
  [
    new UnsupportedCapabilityError('no 1s', where),
    'UnsupportedCapabilityError',
    'unsupportedCapability',
    false,
  ],
  [new InvalidRequestError('start after end', where), 'InvalidRequestError', 'invalidRequest', false],
  [new ExchangeRefusalError('no', { ...where, code: '-1' }), 'ExchangeRefusalError', 'exchange', false],
];

describe('errors of exchanges', () => {
  it.each(errors)('%s', (error, name, kind, retryable) => {
    expect(error).toBeInstanceOf(ExchangeError);
    expect(error).toMatchObject({ name, kind, retryable, exchange: 'test', operation: where.operation });
    expect(error.message).toMatch(/^test: fetchKlines BTCUSDT 1m: ./);
    expect(String(error)).toMatch(new RegExp(`^${name}: test: `));
    expect(isExchangeError(error)).toBe(true);
  });

  it('stand for every kind there is, once', () => {
    const kinds = errors.map(([error]) => error.kind);
    expect(new Set(kinds)).toHaveLength(errors.length);
    expectTypeOf<AnyExchangeError['kind']>().toEqualTypeOf<ExchangeErrorKind>();
  });

  it('tell how long to wait, or null', () => {
    expect(errors.map(([error]) => error.retryAfterMs)).toEqual([
      1500,
      ...Array.from({ length: 9 }, () => null),
    ]);
  });

  it('keep their cause', () => {
    const cause = new Error('ECONNRESET');
    expect(new NetworkError('reset', { ...where, cause })).toHaveProperty('cause', cause);
    expect(new NetworkError('reset', where)).not.toHaveProperty('cause');
  });

  it('are narrowed by their kind', () => {
    const describeError = (error: AnyExchangeError): unknown => {
      switch (error.kind) {
        case 'ban':
          return error.bannedUntil;
        case 'badResponse':
          return [error.path, error.sample];
        case 'unknownSymbol':
          return error.symbol;
        case 'exchange':
          return error.code;
        case 'rateLimit':
        case 'network':
        case 'timeout':
        case 'maintenance':
        case 'unsupportedCapability':
        case 'invalidRequest':
          return error.retryable;
        default:
          return error satisfies never;
      }
    };
    expect(errors.map(([error]) => describeError(error))).toEqual([
      true,
      5,
      true,
      true,
      true,
      ['$', '<html>'],
      'X-Y-SPOT',
      false,
      false,
      '-1',
    ]);
  });
});

describe('isExchangeError', () => {
  it('knows the errors of another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../index.ts');
    const error: unknown = new copy.BanError('banned', { ...where, bannedUntil: 5 });
    expect(error).not.toBeInstanceOf(ExchangeError);
    expect(isExchangeError(error) && error.kind === 'ban' && error.bannedUntil).toBe(5);
  });

  it.each([null, undefined, 'error', 5, new Error('reset'), { kind: 'ban' }])(
    'does not take %s for one',
    (value) => {
      expect(isExchangeError(value)).toBe(false);
    },
  );
});

describe('errors that are not of an exchange', () => {
  it.each([
    [InvalidIntervalError, (from: typeof import('../index.ts')) => new from.InvalidIntervalError('7m')],
    [InvalidDurationError, (from: typeof import('../index.ts')) => new from.InvalidDurationError('7')],
    [
      InvalidConfigurationError,
      (from: typeof import('../index.ts')) => new from.InvalidConfigurationError('a', 'b'),
    ],
    [
      AdapterNotFoundError,
      (from: typeof import('../index.ts')) =>
        new from.AdapterNotFoundError({ exchange: 'x', specifier: 'y', installCommand: null }),
    ],
    [
      InvalidAdapterError,
      (from: typeof import('../index.ts')) =>
        new from.InvalidAdapterError({ exchange: 'x', specifier: 'y', faults: [] }),
    ],
  ])('%o are known by their class, in every copy of the package', async (known, make) => {
    vi.resetModules();
    const error = make(await import('../index.ts'));
    expect(error.name).toBe(known.name);
    expect(error).not.toBeInstanceOf(known);
    expect(known.isInstance(error)).toBe(true);
    expect(known.isInstance(new Error('other'))).toBe(false);
    expect(isExchangeError(error)).toBe(false);
  });
});

describe('messages', () => {
  it('shorten a long sample', () => {
    const error = new BadResponseError('not JSON', { ...where, path: '$', sample: 'x'.repeat(5000) });
    expect(error.sample).toBe('x'.repeat(200));
    expect(error.message).toBe(`test: fetchKlines BTCUSDT 1m: not JSON (at $: ${'x'.repeat(200)})`);
  });

  it('name the nearest symbols, and the code of the exchange', () => {
    const suggestions = ['BTC-USDT-SPOT', 'BTC-USDC-SPOT'];
    expect(new UnknownSymbolError({ ...where, symbol: 'BTC-USDX-SPOT', suggestions }).message).toBe(
      'test: fetchKlines BTCUSDT 1m: unknown symbol BTC-USDX-SPOT; did you mean BTC-USDT-SPOT or BTC-USDC-SPOT?',
    );
    expect(new ExchangeRefusalError('no', { ...where, code: '-1003' }).message).toMatch(/no \(code -1003\)$/);
  });
});
