import type { OrderBookLevel, OrderBookSnapshot } from '@marketloom/exchange';
import { Big } from 'big.js';

/** What contracts are worth; null for books in base. */
export interface ContractTerms {
  readonly contractSize: string;
  readonly inverse: boolean;
}

/** More digits than anything is compared in. */
const Precise = Big();
Precise.DP = 60;
const precise = (value: Big): Big => new Precise(value);

/** A level's size in base and in quote. */
export function sizesOf(
  { price, size }: OrderBookLevel,
  terms: ContractTerms | null,
): { base: Big; quote: Big } {
  if (terms === null) return { base: precise(size), quote: precise(size).times(price) };
  const worth = precise(size).times(terms.contractSize);
  return terms.inverse
    ? { base: worth.div(price), quote: worth }
    : { base: worth, quote: worth.times(price) };
}

/** The levels of each side within so many basis points of mid; null without mid. */
export function levelsWithin(
  { bids, asks }: OrderBookSnapshot,
  bps: string,
): { bids: OrderBookLevel[]; asks: OrderBookLevel[] } | null {
  if (bids[0] === undefined || asks[0] === undefined) return null;
  const mid = precise(bids[0].price).plus(asks[0].price).times('0.5');
  const reach = mid.times(bps).times('0.0001');
  return {
    bids: bids.filter(({ price }) => price.gte(mid.minus(reach))),
    asks: asks.filter(({ price }) => price.lte(mid.plus(reach))),
  };
}

/** Bids less asks by their sum; null when there are neither. */
export function imbalanceOf(bids: readonly OrderBookLevel[], asks: readonly OrderBookLevel[]): Big | null {
  const sum = (side: readonly OrderBookLevel[]): Big =>
    side.reduce((total, { size }) => total.plus(size), new Precise(0));
  const all = sum(bids).plus(sum(asks));
  return all.eq(0) ? null : sum(bids).minus(sum(asks)).div(all);
}

/** A market order, level by level. */
export function takeFrom(
  side: readonly OrderBookLevel[],
  amount: Big,
  terms: ContractTerms | null,
): { filled: Big; quote: Big; worst: Big | null; levels: number } {
  let rest = precise(amount);
  let quote: Big = new Precise(0);
  let worst: Big | null = null;
  let taken = 0;
  for (const level of side) {
    if (rest.lte(0)) break;
    const sizes = sizesOf(level, terms);
    quote = quote.plus(sizes.base.lte(rest) ? sizes.quote : rest.times(level.price));
    rest = sizes.base.lte(rest) ? rest.minus(sizes.base) : new Precise(0);
    worst = level.price;
    taken += 1;
  }
  return { filled: precise(amount).minus(rest), quote, worst, levels: taken };
}
