import type { MarketRoom } from '@marketloom/adapter-kit';
import type { LiveOrderBook, OrderBookLevel } from '@marketloom/exchange';

/** As many levels as the smallest weight of every market buys. */
const DEPTH = 50;

/**
 * Whether the exchange's book has moved on from ours: its id is higher and its best levels are others. Not the id alone,
 * since the documentation does not say that it stands still with the book.
 * @throws {ExchangeError}
 */
export async function isBookBehind(
  room: MarketRoom,
  book: LiveOrderBook,
  signal: AbortSignal,
): Promise<boolean> {
  const { instrument, lastUpdateId } = book;
  const operation = `streamOrderBooks ${instrument.exchangeSymbol}`;
  const theirs = await room.book({ instrument, depth: DEPTH, operation, signal });
  if (!book.isWhole || theirs.lastUpdateId === null || theirs.lastUpdateId <= lastUpdateId) return false;
  const ours = book.snapshot(DEPTH);
  return !areSame(ours.bids, theirs.bids) || !areSame(ours.asks, theirs.asks);
}

function areSame(ours: readonly OrderBookLevel[], theirs: readonly OrderBookLevel[]): boolean {
  return ours.every((level, index) => {
    const other = theirs[index];
    return other !== undefined && level.price.eq(other.price) && level.size.eq(other.size);
  });
}
