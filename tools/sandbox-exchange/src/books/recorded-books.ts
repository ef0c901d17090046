import type { Market } from '../market.ts';

/** A depth body to serve in place of made-up books. */
export interface RecordedBook {
  readonly market: Market;
  readonly symbol: string;
  /** The body as text, or parsed. */
  readonly body: string | object;
}

interface Sides {
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

/** The body to answer with: as it was handed in, its sides cut when fewer levels are asked for. */
export function recordedBookBody(book: RecordedBook, depth: number): Buffer {
  const text = typeof book.body === 'string' ? book.body : JSON.stringify(book.body);
  const parsed = JSON.parse(text) as Sides;
  if (parsed.bids.length <= depth && parsed.asks.length <= depth) return Buffer.from(text);
  const cut = { ...parsed, bids: parsed.bids.slice(0, depth), asks: parsed.asks.slice(0, depth) };
  return Buffer.from(JSON.stringify(cut));
}

/** The most decimals of the prices and of the sizes of a recorded book, trailing zeros left out. */
export function bookDecimals(book: RecordedBook): { priceDecimals: number; sizeDecimals: number } {
  const text = typeof book.body === 'string' ? book.body : JSON.stringify(book.body);
  const { bids, asks } = JSON.parse(text) as Sides;
  const most = (column: 0 | 1): number =>
    [...bids, ...asks].reduce((sum, level) => Math.max(sum, decimalsOf(level[column])), 0);
  return { priceDecimals: most(0), sizeDecimals: most(1) };
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.replace(/0+$/, '').length ?? 0;
}
