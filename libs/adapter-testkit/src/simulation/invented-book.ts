import type { SimulatedBook } from './description.ts';
import { hash } from './hash.ts';

const LEVELS = 600;

/** A book that follows from the instrument and the time: deeper than exchanges show, with decimals of every length. */
export function inventBook(exchangeSymbol: string, time: number): SimulatedBook {
  const side = (direction: 1 | -1): [string, string][] =>
    Array.from({ length: LEVELS }, (_, level) => {
      const steps = 5_000_000 + direction * (level * 3 + 1 + (hash(exchangeSymbol, level, direction) % 3));
      const price = `${Math.floor(steps / 100)}.${String(steps % 100).padStart(2, '0')}0`;
      const size = `${hash(time, level, 'whole') % 1000}.${String(hash(time, level, direction)).padStart(10, '0')}12345678`;
      return [price, size];
    });
  return {
    exchangeSymbol,
    bids: side(-1),
    asks: side(1),
    updateId: `900719925${String(time).slice(-9)}`,
    time: Math.floor(time / 1000) * 1000,
  };
}
