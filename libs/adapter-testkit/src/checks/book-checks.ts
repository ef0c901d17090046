import { Bench } from '../harness/bench.ts';
import type { SimulatedMarket } from '../simulation/description.ts';
import { inventBook } from '../simulation/invented-book.ts';
import { taken } from '../simulation/route.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistKind, insistSame } from './check.ts';
import { plain } from './plain-decimal.ts';

/** What holds of the books of every market. */
export function bookChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return subject.simulation.markets.flatMap((market) => [
    {
      id: 'order-book',
      name: `${market.id}: a book comes whole, best first, digit for digit, with what the exchange tells of it`,
      run: () => wholeBook(subject, market),
    },
    {
      id: 'order-book-integrity',
      name: `${market.id}: crossed, unsorted, empty and non-positive books are refused`,
      run: () => brokenBooks(subject, market),
    },
    {
      id: 'order-book-depth',
      name: `${market.id}: a depth that the exchange does not have is refused`,
      run: () => depths(subject, market),
    },
  ]);
}

async function wholeBook(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await using bench = await Bench.start(subject);
  const instrument = await bench.instrument(market);
  const offered = bench.exchange.capabilities[market.id]?.orderBook;
  if (offered === undefined) return;
  const { omits, depths: steps } = offered;
  const [smallest = 1, largest = 1] =
    steps.kind === 'steps' ? [steps.steps[0], steps.steps.at(-1)] : [1, steps.maximum];
  for (const depth of new Set([smallest, Math.min(20, largest)])) {
    const before = bench.clock.now();
    const snapshot = await bench.exchange.fetchOrderBookSnapshot({ symbol: instrument, depth });
    // Time stands while a request is under way, and moves while it waits for its turn.
    const { retrievedAt } = snapshot;
    insist(
      retrievedAt >= before && retrievedAt <= bench.clock.now(),
      () => `it was retrieved at ${retrievedAt}, which is not when it was asked for`,
    );
    insistSame(snapshot.sizeUnit, market.orderBook.sizeUnit ?? snapshot.sizeUnit, 'what its sizes count');
    const book = inventBook(instrument.exchangeSymbol, retrievedAt);
    for (const side of ['bids', 'asks'] as const) {
      const levels = snapshot[side].map(({ price, size }) => [price.toFixed(), size.toFixed()]);
      const sent = book[side].map(([price, size]) => [plain(price), plain(size)]);
      insist(
        levels.length >= Math.min(depth, sent.length),
        () => `${side}: ${levels.length} levels of ${depth}`,
      );
      insistSame(levels, sent.slice(0, levels.length), side);
    }
    const id = omits.includes('lastUpdateId') ? null : book.updateId;
    insistSame(snapshot.lastUpdateId?.toString() ?? null, id, 'its update id');
    insistSame(snapshot.exchangeTs, omits.includes('exchangeTs') ? null : book.time, "the exchange's time");
  }
}

async function brokenBooks(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await using bench = await Bench.start(subject, { retries: 0 });
  const instrument = await bench.instrument(market);
  const book = inventBook(instrument.exchangeSymbol, bench.clock.now());
  const [bids, asks] = [book.bids.slice(0, 5), book.asks.slice(0, 5)];
  const broken = {
    crossed: { bids: asks.toReversed(), asks: bids.toReversed() },
    unsorted: { bids, asks: asks.toReversed() },
    empty: { bids: [], asks: [] },
    'without size': { bids: [[bids[0]?.[0] ?? '1', '0'] as const], asks },
  };
  for (const [name, sides] of Object.entries(broken)) {
    bench.server.disturb((request) => {
      const mine = taken(market.orderBook, request);
      return mine && { kind: 'answer', answer: market.orderBook.answer({ ...book, ...sides }, mine) };
    });
    const asked = bench.exchange.fetchOrderBookSnapshot({ symbol: instrument });
    await insistKind(asked, ['badResponse'], `a book that is ${name}`);
  }
}

async function depths(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await using bench = await Bench.start(subject);
  const symbol = await bench.instrument(market);
  const ask = (depth: number): Promise<unknown> => bench.exchange.fetchOrderBookSnapshot({ symbol, depth });
  await insistKind(ask(0), ['invalidRequest'], 'a depth of 0');
  await insistKind(ask(1.5), ['invalidRequest'], 'a depth of 1.5');
  await insistKind(ask(10_000_000), ['unsupportedCapability'], 'a depth of ten million');
}
