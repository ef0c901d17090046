import type { KlineWindow } from '../http/kline-window.ts';

const NONE = Buffer.alloc(0);
const COMMA_LENGTH = 1;

/**
 * Rows of one series that lie ready to be sent: all of them written in one buffer, a comma behind each, so that those of a
 * window are a slice of it.
 */
export class WrittenRows {
  /** Open times, ascending. */
  readonly openTimes: Float64Array;
  readonly bytes: Buffer;
  readonly #offsets: Uint32Array;

  /** `offsets` says where each row begins, and behind the last where the next would. */
  constructor(openTimes: Float64Array, bytes: Buffer, offsets: Uint32Array) {
    this.openTimes = openTimes;
    this.bytes = bytes;
    this.#offsets = offsets;
  }

  /** How many rows a window gives. */
  count({ from, until, limit }: KlineWindow): number {
    return Math.min(limit, Math.max(0, this.#indexAt(until + 1) - this.#indexAt(from)));
  }

  /** The rows of a window, commas between them, not copied. */
  slice(window: KlineWindow): Buffer {
    const count = this.count(window);
    if (count === 0) return NONE;
    const first = window.newest ? this.#indexAt(window.until + 1) - count : this.#indexAt(window.from);
    const end = this.#offsets[first + count] as number;
    return this.bytes.subarray(this.#offsets[first], end - COMMA_LENGTH);
  }

  /** The index of the first row that opens at or after a time; the number of rows when none does. */
  #indexAt(time: number): number {
    let low = 0;
    let high = this.openTimes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.openTimes[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
