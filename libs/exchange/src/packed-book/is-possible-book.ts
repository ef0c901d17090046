import type { PackedLevels } from './packed-levels.ts';
import type { PackedSides } from './packed-order-book.ts';

const MINUS = 45;
const ZERO = 48;

/** Whether packed sides make a book: what `assertOrderBook` asks, without telling what is wrong. */
export function isPossibleBook({ bids, asks }: PackedSides): boolean {
  if (bids.length === 0 && asks.length === 0) return false;
  if (!isPossibleSide(bids, -1) || !isPossibleSide(asks, 1)) return false;
  if (bids.length === 0 || asks.length === 0) return true;
  return compare(bids.text, 0, bids.ends[0] as number, asks.text, 0, asks.ends[0] as number) < 0;
}

function isPossibleSide({ text, ends }: PackedLevels, direction: 1 | -1): boolean {
  let beforeStart = 0;
  let beforeEnd = 0;
  let start = 0;
  for (let index = 0; index < ends.length; index += 2) {
    const middle = ends[index] as number;
    const end = ends[index + 1] as number;
    if (!isPositive(text, start, middle) || !isPositive(text, middle, end)) return false;
    if (index > 0 && compare(text, start, middle, text, beforeStart, beforeEnd) * direction <= 0)
      return false;
    beforeStart = start;
    beforeEnd = middle;
    start = end;
  }
  return true;
}

/** Zero is packed as `0`. */
function isPositive(text: Uint8Array, start: number, end: number): boolean {
  return text[start] !== MINUS && (end - start > 1 || text[start] !== ZERO);
}

/**
 * Below zero, zero or above it as the decimal in `left` is less than, equal to or greater than that in `right`, both of
 * them positive. The end of one counts as less than a point, and a point as less than a digit.
 */
function compare(
  left: Uint8Array,
  leftStart: number,
  leftEnd: number,
  right: Uint8Array,
  rightStart: number,
  rightEnd: number,
): number {
  const shorter = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let place = 0;
  let isBehindPoint = false;
  while (place < shorter) {
    const code = left[leftStart + place] as number;
    if (code !== right[rightStart + place]) break;
    if (code < ZERO) isBehindPoint = true;
    place += 1;
  }
  const one = leftStart + place < leftEnd ? (left[leftStart + place] as number) : 0;
  const other = rightStart + place < rightEnd ? (right[rightStart + place] as number) : 0;
  if (isBehindPoint || one < ZERO || other < ZERO) return one - other;
  // The one with more digits before its point is the greater.
  let leftAt = leftStart + place;
  let rightAt = rightStart + place;
  while (
    leftAt < leftEnd &&
    rightAt < rightEnd &&
    (left[leftAt] as number) >= ZERO &&
    (right[rightAt] as number) >= ZERO
  ) {
    leftAt += 1;
    rightAt += 1;
  }
  const hasMoreLeft = leftAt < leftEnd && (left[leftAt] as number) >= ZERO;
  const hasMoreRight = rightAt < rightEnd && (right[rightAt] as number) >= ZERO;
  if (hasMoreLeft !== hasMoreRight) return hasMoreLeft ? 1 : -1;
  return one - other;
}
