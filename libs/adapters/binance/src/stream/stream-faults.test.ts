import type { Instrument, OrderBookDiscontinuityReason, OrderBookSnapshot } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { exchangeAt } from '../fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from '../fixtures/instruments.ts';
import { Chance, MarketModel, type Sides } from '../fixtures/market-model.ts';
import { startStreamServer, type StreamServer } from '../fixtures/stream-server.ts';

const print = ({ bids, asks }: OrderBookSnapshot): string[][] =>
  [bids, asks].map((side) => side.map(({ price, size }) => `${price.toFixed()} x ${size.toFixed()}`));
const printTruth = ({ bids, asks }: Sides, depth: number): string[][] =>
  [bids, asks].map((side) => side.slice(0, depth).map(([price, size]) => `${price} x ${size}`));

/** A market whose diffs are lost, repeated, swapped and cut, and whose connections break, by chance. */
class FaultyMarket {
  readonly model: MarketModel;
  readonly #chance = new Chance(1);
  readonly #stream: string;
  #isFaulty = true;
  #timer: NodeJS.Timeout | undefined;

  constructor({ market, exchangeSymbol }: Instrument) {
    this.model = new MarketModel(this.#chance, market === 'spot');
    this.#stream = `${exchangeSymbol.toLowerCase()}@depth@100ms`;
  }

  start(): Promise<StreamServer> {
    return startStreamServer({
      answer: ({ query }) => {
        if (this.#isFaulty && this.#chance.once(5)) return { status: 503, text: 'busy' };
        const isStale = this.#isFaulty && this.#chance.once(4);
        return { json: this.model.depth(Number(query.get('limit')), isStale ? this.#chance.below(30) : 0) };
      },
    });
  }

  run(server: StreamServer): void {
    this.#timer = setInterval(() => this.#act(server), 1);
  }

  calmDown(): void {
    this.#isFaulty = false;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #act(server: StreamServer): void {
    const diff = this.model.step();
    const fault = this.#isFaulty ? this.#chance.below(300) : -1;
    if (fault === 0) return;
    if (fault === 1) {
      server.sendText(JSON.stringify({ stream: this.#stream, data: diff }).slice(0, -9));
      return;
    }
    if (fault === 2) server.send(this.#stream, this.model.step());
    server.send(this.#stream, diff);
    if (fault === 3) server.send(this.#stream, diff);
    if (fault === 4) server.sendText('{"stream":"","data":{"e":"serverShutdown"}}');
    if (fault === 5 && this.#chance.once(3)) server.sockets[0]?.terminate();
  }
}

it.each([
  ['the spot market', spotPair],
  ['USD-M', linearPerpetual],
  ['COIN-M', inversePerpetual],
])('on %s a stream shows true books only, whatever goes wrong', async (_, instrument) => {
  const market = new FaultyMarket(instrument);
  await using server = await market.start();
  market.run(server);
  const exchange = exchangeAt(server.url);
  const reasons = new Set<OrderBookDiscontinuityReason>();
  const steps: string[] = [];
  const wrong: unknown[] = [];
  let calm = 0;
  try {
    for await (const event of exchange.streamOrderBooks({ symbols: [instrument], depth: 10 })) {
      steps.push(event.kind);
      if (event.kind === 'broken') reasons.add(event.discontinuity.reason);
      if (event.kind !== 'book') continue;
      const snapshot = event.book.snapshot();
      const truth = market.model.truth.get(Number(snapshot.lastUpdateId)) as Sides;
      const [ours, theirs] = [print(snapshot), printTruth(truth, snapshot.depth)];
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) wrong.push({ ours, theirs });
      const isEnough = steps.length > 200 && reasons.has('gap') && reasons.has('invalidMessage');
      if (isEnough) market.calmDown();
      if (isEnough && ++calm === 50) break;
    }
  } finally {
    market.stop();
    await exchange.close();
  }
  expect(wrong).toEqual([]);
  // A book that breaks is told once, shown not before it has resumed, and then at once.
  expect(steps.join(' ')).toMatch(/^(?:book (?:broken resumed )?)+(?:book)?$/);
  expect(steps.at(-1)).toBe('book');
});
