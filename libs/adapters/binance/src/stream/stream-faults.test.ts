import type { Instrument, OrderBookDiscontinuityReason, OrderBookSnapshot } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { exchangeAt } from '../fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from '../fixtures/instruments.ts';
import { Chance, MarketModel, type Sides } from '../fixtures/market-model.ts';
import { startStreamServer } from '../fixtures/stream-server.ts';

const print = ({ bids, asks }: OrderBookSnapshot): string[][] =>
  [bids, asks].map((side) => side.map(({ price, size }) => `${price.toFixed()} x ${size.toFixed()}`));
const printTruth = ({ bids, asks }: Sides, depth: number): string[][] =>
  [bids, asks].map((side) => side.slice(0, depth).map(([price, size]) => `${price} x ${size}`));

const cases: [string, number, Instrument][] = [spotPair, linearPerpetual, inversePerpetual].flatMap(
  (instrument) =>
    [1, 2].map((seed): [string, number, Instrument] => [instrument.symbol.toString(), seed, instrument]),
);

it.each(cases)('%s shows true books only, whatever goes wrong (chance %i)', async (_, seed, instrument) => {
  const chance = new Chance(seed);
  const market = new MarketModel(chance, instrument.market === 'spot');
  const stream = `${instrument.exchangeSymbol.toLowerCase()}@depth@100ms`;
  let isFaulty = true;
  let hasEnded = false;
  await using server = await startStreamServer({
    answer: ({ query }) => {
      if (isFaulty && chance.once(5)) return { status: 503, text: 'busy' };
      return {
        json: market.depth(Number(query.get('limit')), isFaulty && chance.once(4) ? chance.below(30) : 0),
      };
    },
  });

  let lost = 0;
  const act = (): void => {
    const diff = market.step();
    const fault = isFaulty ? chance.below(300) : -1;
    if (fault === 0) return void (lost += 1);
    if (fault === 1) return void server.sendText(JSON.stringify({ stream, data: diff }).slice(0, -9));
    if (fault === 2) server.send(stream, market.step());
    server.send(stream, diff);
    if (fault === 3) server.send(stream, diff);
    if (fault === 4) server.sendText('{"stream":"","data":{"e":"serverShutdown"}}');
    if (fault === 5 && chance.once(3)) server.sockets[0]?.terminate();
  };
  const steps = (async () => {
    while (!hasEnded) {
      act();
      await new Promise((resolve) => setTimeout(resolve, isFaulty ? 1 : 10));
    }
  })();

  const exchange = exchangeAt(server.url);
  const reasons = new Map<OrderBookDiscontinuityReason, number>();
  let open = 0;
  let compared = 0;
  let calm = 0;
  let lastId = 0n;
  try {
    for await (const event of exchange.streamOrderBooks({ symbols: [instrument], depth: 10 })) {
      if (event.kind === 'book') {
        const snapshot = event.book.snapshot();
        const truth = market.truth.get(Number(snapshot.lastUpdateId)) as Sides;
        expect(print(snapshot)).toEqual(printTruth(truth, snapshot.depth));
        expect(event.book.lastUpdateId).toBe(snapshot.lastUpdateId);
        lastId = event.book.lastUpdateId;
        compared += 1;
        if (compared > 150 && reasons.has('gap') && reasons.has('invalidMessage')) isFaulty = false;
        if (!isFaulty && ++calm === 30) break;
      } else {
        calm = 0;
        open += event.kind === 'broken' ? 1 : -1;
        expect(open).toBe(event.kind === 'broken' ? 1 : 0);
        const { reason } = event.discontinuity;
        if (event.kind === 'broken') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
  } finally {
    hasEnded = true;
    await steps;
    await exchange.close();
  }
  expect(open).toBe(0);
  expect(lost).toBeGreaterThan(0);
  expect(Number(lastId)).toBeGreaterThan(market.id - 1000);
});
