import type { OrderBookLevel } from '@marketloom/exchange';
import { Big } from 'big.js';

/** One side of a book as the text of two `numeric[]`: exact both ways, where drivers make floats of such arrays. */
export interface LevelArrays {
  readonly prices: string;
  readonly sizes: string;
}

/** Prints one side of a book, in its order. */
export function printLevels(levels: readonly OrderBookLevel[]): LevelArrays {
  return {
    prices: `{${levels.map(({ price }) => price.toFixed()).join(',')}}`,
    sizes: `{${levels.map(({ size }) => size.toFixed()).join(',')}}`,
  };
}

/** Reads what {@link printLevels} printed, or the server for the same arrays. */
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
