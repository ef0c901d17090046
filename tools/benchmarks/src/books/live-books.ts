import { type BookUpdate, type LevelUpdate, LiveBook, type OrderBookSnapshot } from '@marketloom/exchange';
import { collectGarbage } from '../measure/collect-garbage.ts';
import { madeBooks, madeInstrument, randomNumbers, someSize } from './made-books.ts';

const UPDATES = 10_000;
/** Levels of one update, both sides together. */
export const LEVELS_AN_UPDATE = 20;
/** One in three takes its level away. */
const TAKEN_AWAY = 1 / 3;

/** How fast live books take updates, and how much memory they need. */
export interface LiveBooks {
  readonly depth: number;
  /** Round by round. */
  readonly updatesPerSecond: readonly number[];
  readonly books: number;
  readonly bytesABook: number;
}

/** Applies made-up updates to one book of a depth, and fills many. */
export function liveBooks(depth: number, rounds: number, books: number): LiveBooks {
  const snapshot = madeBooks(madeInstrument(0), depth, 1).next().value as OrderBookSnapshot;
  const updates = madeUpdates(snapshot);
  const updatesPerSecond = [];
  // The first round warms up, and is left out.
  for (let round = 0; round <= rounds; round += 1) {
    const book = liveBook(snapshot);
    const start = performance.now();
    for (const update of updates) book.apply(update);
    const milliseconds = performance.now() - start;
    if (round > 0) updatesPerSecond.push((updates.length * 1000) / milliseconds);
  }
  const before = usedBytes();
  const kept = Array.from({ length: books }, () => liveBook(snapshot));
  const bytesABook = (usedBytes() - before) / kept.length;
  return { depth, updatesPerSecond, books: kept.length, bytesABook };
}

function liveBook(snapshot: OrderBookSnapshot): LiveBook {
  const book = new LiveBook({
    instrument: snapshot.instrument,
    sizeUnit: snapshot.sizeUnit,
    operation: 'benchmark',
  });
  book.reset(snapshot);
  return book;
}

/** Most changes are near the top: the place of one is the smallest of three by chance. */
function madeUpdates({ bids, asks }: OrderBookSnapshot): BookUpdate[] {
  const random = randomNumbers(2);
  const levels = (side: OrderBookSnapshot['bids']): LevelUpdate[] =>
    Array.from({ length: LEVELS_AN_UPDATE / 2 }, (): LevelUpdate => {
      const place = Math.floor(Math.min(random(), random(), random()) * (side.length - 1));
      const price = side[place]?.price.toFixed(8) as string;
      // The first level stays, so that no side is ever empty.
      const gone = place > 0 && random() < TAKEN_AWAY;
      return [price, gone ? '0.00000000' : (Number(someSize(random)) + 1).toFixed(8)];
    });
  return Array.from({ length: UPDATES }, (_, number) => ({
    bids: levels(bids),
    asks: levels(asks),
    lastUpdateId: 60_000_000_000n + BigInt(number),
    exchangeTs: number,
    receivedAt: number,
  }));
}

/** What is reachable, heap and buffers. */
function usedBytes(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
