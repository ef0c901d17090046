import type { Big } from 'big.js';
import { expect, expectTypeOf, it } from 'vitest';
import {
  type AnyExchangeError,
  BadResponseError,
  type BanError,
  isExchangeError,
  type Kline,
  type KlineColumns,
  type KlineHistory,
  KlineTable,
  type LiveOrderBook,
  type OrderBookDiscontinuity,
  type OrderBookSnapshot,
  type OrderBookStreamEvent,
  type ResumedOrderBook,
  UnknownSymbolError,
} from './index.ts';

/** What a person is told of a failure, by its kind. */
function tell(error: unknown): string {
  if (!isExchangeError(error)) return 'not of an exchange';
  // @ts-expect-error only some kinds have it
  expect(error.path).not.toBe(null);
  switch (error.kind) {
    case 'badResponse':
      expectTypeOf(error).toEqualTypeOf<BadResponseError>();
      return error.path;
    case 'unknownSymbol':
      expectTypeOf(error.suggestions).toExtend<readonly string[]>();
      return error.suggestions.join(', ');
    case 'ban':
      expectTypeOf(error).toEqualTypeOf<BanError>();
      return 'banned';
    default: {
      const rest: Exclude<AnyExchangeError['kind'], 'badResponse' | 'unknownSymbol' | 'ban'> = error.kind;
      return rest;
    }
  }
}

it('an error of an exchange is narrowed by its kind', () => {
  const where = { exchange: 'test', operation: 'listInstruments' };
  expect(tell(new BadResponseError('no rows', { ...where, path: '$.rows', sample: '{}' }))).toBe('$.rows');
  expect(
    tell(new UnknownSymbolError({ ...where, symbol: 'BTC-USDC-SPOT', suggestions: ['BTC-USDT-SPOT'] })),
  ).toBe('BTC-USDT-SPOT');
  expect(tell(new Error('else'))).toBe('not of an exchange');
});

it('an event of a stream of books is narrowed by its kind', () => {
  type Of<Kind extends OrderBookStreamEvent['kind']> = Extract<OrderBookStreamEvent, { kind: Kind }>;
  expectTypeOf<OrderBookStreamEvent['kind']>().toEqualTypeOf<'book' | 'broken' | 'resumed'>();
  expectTypeOf<Of<'book'>['book']>().toEqualTypeOf<LiveOrderBook>();
  expectTypeOf<Of<'broken'>['discontinuity']>().toEqualTypeOf<OrderBookDiscontinuity>();
  expectTypeOf<Of<'resumed'>['discontinuity']>().toEqualTypeOf<ResumedOrderBook>();
  // @ts-expect-error a book that is broken has not resumed
  expectTypeOf<Of<'broken'>['discontinuity']>().toHaveProperty('resumedAt');
});

it('what an exchange may leave out is null in its type, and nothing else is', () => {
  type Nullable<T> = { [Name in keyof T]-?: null extends T[Name] ? Name : never }[keyof T];
  type Optional = 'volume' | 'quoteVolume' | 'tradeCount' | 'takerBuyVolume' | 'takerBuyQuoteVolume';
  expectTypeOf<Nullable<KlineColumns>>().toEqualTypeOf<Optional>();
  expectTypeOf<Nullable<Kline>>().toEqualTypeOf<Optional>();
  expectTypeOf<Nullable<OrderBookSnapshot>>().toEqualTypeOf<'lastUpdateId' | 'exchangeTs'>();
  expectTypeOf<Kline['close']>().toEqualTypeOf<Big>();
  const { quoteVolume } = KlineTable.empty().columns;
  // @ts-expect-error it may be null
  expect(() => quoteVolume.length).toBeTypeOf('function');
});

it('how far back candles reach is narrowed by its kind', () => {
  const newest = (history: KlineHistory): number | null => {
    // @ts-expect-error not every kind has a count
    expect(history.count).not.toBe(null);
    return history.kind === 'candles' ? history.count : null;
  };
  expect(newest({ kind: 'candles', count: 720 })).toBe(720);
  expect(newest({ kind: 'full' })).toBeNull();
});
