import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Market } from '../market.ts';
import { SimulatedExchange } from '../simulated-exchange.ts';
import { BookMirror, type DepthEvent } from '../testing/book-mirror.ts';
import { trueBook } from './true-book.ts';

const START = Date.UTC(2026, 10, 20, 12, 34, 56, 700);
const INSTRUMENTS: readonly (readonly [Market, string])[] = [
  ['spot', 'BTCUSDT'],
  ['spot', 'ETHBTC'],
  ['spot', 'PEPEUSDT'],
  ['usdm', 'BTCUSDT'],
  ['usdm', '1000PEPEUSDT'],
  ['coinm', 'BTCUSD_PERP'],
];
const exchanges = new Map<number, SimulatedExchange>();

/** One for each depth: making it anew for each run would take most of the time. */
function exchangeWith(bookLevels: number): SimulatedExchange {
  const exchange = exchanges.get(bookLevels) ?? new SimulatedExchange({ bookLevels }, START);
  exchanges.set(bookLevels, exchange);
  return exchange;
}

describe('diffs', () => {
  it('make the book of any id into that of any later one, all of it', () => {
    const time = fc.integer({ min: 0, max: 30 * 86_400_000 }).map((back) => START - back);
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 600 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...INSTRUMENTS),
        fc.constantFrom(2, 40, 1000),
        time,
        steps,
        ([market, symbol], levels, from, each) => {
          const exchange = exchangeWith(levels);
          const instrument = exchange.find(market, symbol, START);
          if (!instrument) throw new Error(`no ${symbol}`);
          const truth = (at: number) =>
            trueBook(exchange, { market, symbol, at: { time: at }, depth: undefined, now: START });
          const mirror = new BookMirror(truth(from));
          let at = from;
          for (const step of each) {
            const update = exchange.depthUpdate(instrument, at, at + step * 100);
            // A snapshot may be of any id that the event spans.
            const later = new BookMirror(truth(at + Math.floor(step / 2) * 100));
            at += step * 100;
            later.apply(JSON.parse(update?.payload.toString() ?? '') as DepthEvent);
            expect(later.sides()).toEqual({ bids: truth(at).bids, asks: truth(at).asks });
            expect(mirror.apply(JSON.parse(update?.payload.toString() ?? '') as DepthEvent)).toBe(true);
            const { lastUpdateId, bids, asks } = truth(at);
            expect(mirror.lastUpdateId).toBe(lastUpdateId);
            expect(mirror.sides()).toEqual({ bids, asks });
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('hold what has changed and nothing else, best first', () => {
    const exchange = exchangeWith(1000);
    const instrument = exchange.find('spot', 'BTCUSDT', START);
    if (!instrument) throw new Error('no BTCUSDT');
    const request = { market: 'spot', symbol: 'BTCUSDT', depth: undefined, now: START } as const;
    const { payload } = exchange.depthUpdate(instrument, START, START + 100) ?? {};
    const { b, a } = JSON.parse(payload?.toString() ?? '') as DepthEvent;
    const before = trueBook(exchange, { ...request, at: { time: START } });
    const unchanged = new Set([...before.bids, ...before.asks].map((level) => level.join()));
    expect([...b, ...a].filter((level) => unchanged.has(level.join()))).toEqual([]);
    expect([b.length > 0, a.length > 0, b.length + a.length < 200]).toEqual([true, true, true]);
    const prices = (levels: DepthEvent['b']): number[] => levels.map(([price]) => Number(price));
    expect(prices(b)).toEqual(prices(b).toSorted((one, other) => other - one));
    expect(prices(a)).toEqual(prices(a).toSorted((one, other) => one - other));
  });
});
