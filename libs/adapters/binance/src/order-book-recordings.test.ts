import { type Instrument, LiveBook } from '@marketloom/exchange';
import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from './fixtures/instruments.ts';
import { startLoopback } from './fixtures/loopback.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const recorded: readonly Recording[] = (recordings?.index ?? []).filter(
  ({ exchange, kind }) => exchange === 'binance' && kind === 'orderbook',
);

interface Book {
  readonly lastUpdateId: number;
  readonly T?: number;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

/** `rpiDepth`, which has the orders of retail market makers too, answers in the form of `depth`. */
const books = recorded;

const instrumentOf = (url: string): Instrument => {
  if (url.includes('/fapi/')) return linearPerpetual;
  return url.includes('/dapi/') ? inversePerpetual : spotPair;
};

test.skipIf(recordings === null)(`there are recorded books of every market${skipped}`, () => {
  expect(new Set(books.map(({ url }) => instrumentOf(url).market))).toEqual(
    new Set(['spot', 'usdm', 'coinm']),
  );
});

test.each(books)('$file comes through level by level', async (recording) => {
  const text = recordings?.text(recording.file) ?? '';
  const book = JSON.parse(text) as Book;
  await using server = await startLoopback(() => ({ text }));
  const symbol = instrumentOf(recording.url);
  const snapshot = await exchangeAt(server.url).fetchOrderBookSnapshot({ symbol, depth: book.bids.length });
  for (const side of ['bids', 'asks'] as const) {
    const places = (decimal: string | undefined): number => decimal?.split('.')[1]?.length ?? 0;
    const texts = snapshot[side].map(({ price, size }, level) => [
      price.toFixed(places(book[side][level]?.[0])),
      size.toFixed(places(book[side][level]?.[1])),
    ]);
    expect(texts).toEqual(book[side].map(([price, size]) => [price, size]));
  }
  expect(snapshot).toMatchObject({
    instrument: symbol,
    sizeUnit: symbol === inversePerpetual ? 'contracts' : 'base',
    lastUpdateId: BigInt(book.lastUpdateId),
    exchangeTs: book.T ?? null,
  });
  // Nor does it change on its way through a live book.
  const live = new LiveBook({ instrument: symbol, sizeUnit: snapshot.sizeUnit, operation: 'read' });
  live.reset(snapshot);
  expect(live.snapshot(snapshot.depth)).toEqual(snapshot);
});
