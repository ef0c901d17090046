import type { TrueBook } from '../books/true-book.ts';
import { exact } from './client.ts';

type Level = readonly [price: string, size: string];

/** An event of a depth stream. */
export interface DepthEvent {
  readonly e: 'depthUpdate';
  readonly E: number;
  readonly T?: number;
  readonly s: string;
  readonly ps?: string;
  readonly U: number;
  readonly u: number;
  readonly pu?: number;
  readonly b: readonly Level[];
  readonly a: readonly Level[];
}

/** A book that is kept up by the exchange's rules, with nothing but its answers and events. */
export class BookMirror {
  readonly #bids = new Map<string, string>();
  readonly #asks = new Map<string, string>();
  lastUpdateId: number;

  constructor({ lastUpdateId, bids, asks }: Pick<TrueBook, 'lastUpdateId' | 'bids' | 'asks'>) {
    this.lastUpdateId = lastUpdateId;
    for (const [price, size] of bids) this.#bids.set(price, size);
    for (const [price, size] of asks) this.#asks.set(price, size);
  }

  /** Applies an event that is not older than the book. Gives whether it follows without a gap. */
  apply({ U, u, b, a }: DepthEvent): boolean {
    if (u <= this.lastUpdateId) return true;
    if (U > this.lastUpdateId + 1) return false;
    set(this.#bids, b);
    set(this.#asks, a);
    this.lastUpdateId = u;
    return true;
  }

  /** Its sides, best first. */
  sides(): Pick<TrueBook, 'bids' | 'asks'> {
    return { bids: sorted(this.#bids, -1), asks: sorted(this.#asks, 1) };
  }
}

function set(side: Map<string, string>, levels: readonly Level[]): void {
  for (const [price, size] of levels) {
    if (exact(size) === 0n) side.delete(price);
    else side.set(price, size);
  }
}

function sorted(side: ReadonlyMap<string, string>, direction: 1 | -1): Level[] {
  return [...side]
    .map((level) => ({ level, price: exact(level[0]) }))
    .toSorted((one, other) => direction * (one.price < other.price ? -1 : 1))
    .map(({ level }) => level);
}
