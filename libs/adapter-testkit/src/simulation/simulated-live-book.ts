import { compareDecimalText } from '@marketloom/exchange';
import type { SimulatedBook } from './description.ts';
import { Chance } from './hash.ts';
import { inventBook } from './invented-book.ts';
import type { SimulatedBookChange } from './stream-description.ts';

type Level = readonly [price: string, size: string];
type Side = 'bids' | 'asks';

/** The first update. Ids of streams are read by `JSON.parse` at most exchanges, so a float holds them. */
const FIRST_ID = 9_000_000_000_000;

/** A book that changes: near its best prices, in every way in which books do. */
export class SimulatedLiveBook {
  /** The book as it is. */
  book: SimulatedBook;
  readonly #states: Map<string, SimulatedBook> = new Map();
  readonly #chance: Chance;

  constructor(exchangeSymbol: string, time: number) {
    this.#chance = new Chance(`live ${exchangeSymbol}`);
    this.book = { ...inventBook(exchangeSymbol, time), updateId: String(FIRST_ID) };
    this.#states.set(this.book.updateId, this.book);
  }

  /** The book as it was behind an update; null for an id that no message ended with. */
  at(updateId: string): SimulatedBook | null {
    return this.#states.get(updateId) ?? null;
  }

  /** Changes the book, by one to three updates in a message. */
  change(time: number): SimulatedBookChange {
    const changed = {
      bids: new Map([this.#draw('bids'), this.#draw('bids')]),
      asks: new Map([this.#draw('asks')]),
    };
    return this.#apply(changed, time);
  }

  /** What is sent makes the best bid higher than the best offer, which no book can be. */
  cross(time: number): SimulatedBookChange {
    const price = this.book.asks[1]?.[0] ?? '1';
    const { book } = this;
    const change = this.#apply({ bids: new Map([[price, '7.5']]), asks: new Map() }, time);
    // The exchange's own book is right: what it sends is not.
    this.book = { ...book, updateId: change.lastUpdateId, time };
    this.#states.set(change.lastUpdateId, this.book);
    return change;
  }

  /** Another size, no size any more, or a new price between two. */
  #draw(side: Side): [string, string] {
    const levels = this.book[side];
    const at = this.#chance.between(0, 8);
    const [price = '1'] = levels[at] ?? [];
    const size = `${this.#chance.between(0, 900)}.${this.#chance.between(1, 99_999_999)}`;
    const kind = this.#chance.between(0, 2);
    if (kind === 0) return [price, '0'];
    return [kind === 1 ? price : `${price}5`, size];
  }

  #apply(changed: Readonly<Record<Side, ReadonlyMap<string, string>>>, time: number): SimulatedBookChange {
    const { exchangeSymbol, updateId } = this.book;
    const first = BigInt(updateId) + 1n;
    const last = String(first + BigInt(this.#chance.between(0, 2)));
    const sides = {
      bids: withLevels(this.book.bids, changed.bids, -1),
      asks: withLevels(this.book.asks, changed.asks, 1),
    };
    this.book = { exchangeSymbol, ...sides, updateId: last, time };
    this.#states.set(last, this.book);
    return {
      exchangeSymbol,
      bids: [...changed.bids],
      asks: [...changed.asks],
      firstUpdateId: String(first),
      lastUpdateId: last,
      previousUpdateId: updateId,
      time,
      book: this.book,
    };
  }
}

function withLevels(
  levels: readonly Level[],
  changed: ReadonlyMap<string, string>,
  direction: 1 | -1,
): readonly Level[] {
  const sizes = new Map([...levels, ...changed]);
  return [...sizes]
    .filter(([, size]) => size !== '0')
    .toSorted(([one], [other]) => direction * compareDecimalText(one, other));
}
