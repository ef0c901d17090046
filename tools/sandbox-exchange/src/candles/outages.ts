import { MINUTE_MS } from '../intervals.ts';

/** A half-open stretch of time, epoch ms. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** When the whole simulated exchange stood still: minutes without a candle for any instrument. */
export class Outages {
  /** Half-open ranges of minutes, ascending, apart from each other. */
  readonly #ranges: (readonly [number, number])[] = [];

  constructor(spans: readonly TimeSpan[]) {
    const minutes = spans
      .map(({ start, end }) => [Math.floor(start / MINUTE_MS), Math.ceil(end / MINUTE_MS)] as const)
      .toSorted(([a], [b]) => a - b);
    for (const range of minutes) {
      const last = this.#ranges.at(-1);
      if (last && range[0] <= last[1])
        this.#ranges[this.#ranges.length - 1] = [last[0], Math.max(last[1], range[1])];
      else this.#ranges.push(range);
    }
  }

  /** Whether one outage takes all the minutes from `from` up to `until`. */
  cover(from: number, until: number): boolean {
    for (const [start, end] of this.#ranges) if (start <= from && until <= end) return true;
    return false;
  }
}
