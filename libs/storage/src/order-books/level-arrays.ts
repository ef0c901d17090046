import type { OrderBookLevel } from '@marketloom/exchange';
import { Big } from 'big.js';

/** One side of a book as the text of two `numeric[]`: exact both ways, where drivers make floats of such arrays. */
export interface LevelArrays {
  readonly prices: string;
  readonly sizes: string;
}

/** Reads what the server printed. */
export function readLevels({ prices, sizes }: LevelArrays): OrderBookLevel[] {
  const size = elements(sizes);
  return elements(prices).map((price, index) => ({
    price: new Big(price),
    size: new Big(size[index] as string),
  }));
}

function elements(array: string): string[] {
  const inner = array.slice(1, -1);
  return inner === '' ? [] : inner.split(',');
}
