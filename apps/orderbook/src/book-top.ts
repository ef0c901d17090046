import type { StoredOrderBook } from '@marketloom/storage';

/** A decimal of a book. */
export type Decimal = StoredOrderBook['bids'][number]['price'];

/** What lies between the two sides of a book. */
export interface BookTop {
  readonly spread: Decimal;
  /** The spread in ten-thousandths of the mid price, as text: two places, or two digits where it is below 0.1. */
  readonly basisPoints: string;
  readonly mid: Decimal;
}

/** What lies between the best bid and the best ask; null where a side is empty. */
export function topOf({ bids: [bid], asks: [ask] }: Pick<StoredOrderBook, 'bids' | 'asks'>): BookTop | null {
  if (!bid || !ask) return null;
  const spread = ask.price.minus(bid.price);
  const mid = bid.price.plus(ask.price).times('0.5');
  const points = spread.times(10_000).div(mid);
  const basisPoints = points.lt('0.1') ? points.prec(2).toFixed() : points.toFixed(2);
  return { spread, basisPoints, mid };
}
