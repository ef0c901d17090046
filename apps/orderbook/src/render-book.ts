import { formatTime, type Output } from '@marketloom/cli';
import type { CatalogueEntry, StoredOrderBook } from '@marketloom/storage';

/** A stored book for people: the asks from far to near, the bids from near to far, and what lies between. */
export function renderBook(
  entry: CatalogueEntry,
  book: StoredOrderBook,
  levels: number,
  output: Output,
): string {
  const asks = book.asks.slice(0, levels).toReversed();
  const bids = book.bids.slice(0, levels);
  const unit = book.sizeUnit === 'base' ? entry.baseAsset : 'contracts';
  const columns = [
    { title: 'side' },
    { title: `price (${entry.quoteAsset})`, right: true },
    { title: `size (${unit})`, right: true },
  ];
  const shown = [...asks, ...bids];
  const prices = alignPoints(shown.map(({ price }) => price));
  const sizes = alignPoints(shown.map(({ size }) => size));
  const rows = shown.map((_, row) => [
    row < asks.length ? 'ask' : 'bid',
    prices[row] ?? '',
    sizes[row] ?? '',
  ]);
  const [bid] = book.bids;
  const [ask] = book.asks;
  const spread = bid && ask ? `spread ${ask.price.minus(bid.price).toFixed()}` : 'one side is empty';
  const taken = `taken ${formatTime(book.retrievedAt)}, ${book.bids.length} bids and ${book.asks.length} asks stored`;
  const id = book.lastUpdateId === null ? '' : `, update ${book.lastUpdateId}`;
  return `${entry.exchange} ${entry.symbol.toString()}: ${spread}, ${taken}${id}\n\n${output.table(columns, rows)}`;
}

/** Decimals with as many places as the longest fraction among them has, so that their points stand in one line. */
function alignPoints(decimals: readonly { toFixed(places?: number): string }[]): string[] {
  const places = Math.max(0, ...decimals.map((decimal) => decimal.toFixed().split('.')[1]?.length ?? 0));
  return decimals.map((decimal) => decimal.toFixed(places));
}

/** A stored book for machines: every level, prices and sizes as text, times as ISO 8601. */
export function bookDocument(entry: CatalogueEntry, book: StoredOrderBook): unknown {
  const side = (levels: StoredOrderBook['bids']): [string, string][] =>
    levels.map(({ price, size }) => [price.toFixed(), size.toFixed()]);
  return {
    exchange: entry.exchange,
    symbol: entry.symbol.toString(),
    symbolId: entry.id,
    sizeUnit: book.sizeUnit,
    lastUpdateId: book.lastUpdateId,
    exchangeTs: book.exchangeTs === null ? null : formatTime(book.exchangeTs),
    retrievedAt: formatTime(book.retrievedAt),
    bids: side(book.bids),
    asks: side(book.asks),
  };
}
