import { formatTime } from '@marketloom/cli';
import type { CatalogueEntry, StoredOrderBook } from '@marketloom/storage';
import { topOf } from './book-top.ts';

/**
 * A stored book for machines: every level, prices and sizes as text, times as ISO 8601.
 * @param time when it is looked at, epoch ms
 */
export function bookDocument(entry: CatalogueEntry, book: StoredOrderBook, time: number): unknown {
  const side = (levels: StoredOrderBook['bids']): [string, string][] =>
    levels.map(({ price, size }) => [price.toFixed(), size.toFixed()]);
  const top = topOf(book);
  return {
    exchange: entry.exchange,
    symbol: entry.symbol.toString(),
    symbolId: entry.id,
    sizeUnit: book.sizeUnit,
    lastUpdateId: book.lastUpdateId,
    exchangeTs: book.exchangeTs === null ? null : formatTime(book.exchangeTs),
    retrievedAt: formatTime(book.retrievedAt),
    receivedAt: formatTime(book.receivedAt),
    ageMs: time - book.retrievedAt,
    spread: top?.spread.toFixed() ?? null,
    spreadBasisPoints: top?.basisPoints ?? null,
    mid: top?.mid.toFixed() ?? null,
    bids: side(book.bids),
    asks: side(book.asks),
  };
}
