import { type Interval, shiftOpenTime, type TimeRange } from '@marketloom/exchange';

/** What one request asks for, and the range that it is a part of. */
export interface KlineWindow extends TimeRange {
  readonly range: TimeRange;
}

/** Cuts ranges into windows of one page each, as they are asked for: ascending, none twice. */
export class WindowPlan {
  readonly #ranges: readonly TimeRange[];
  readonly #interval: Interval;
  readonly #pageLimit: number;
  #index = 0;
  #cursor = Number.NEGATIVE_INFINITY;

  /** @param ranges aligned, ascending, without overlaps */
  constructor(ranges: readonly TimeRange[], interval: Interval, pageLimit: number) {
    this.#ranges = ranges;
    this.#interval = interval;
    this.#pageLimit = pageLimit;
  }

  /** The next window; null when there is none left. */
  next(): KlineWindow | null {
    for (let range = this.#ranges[this.#index]; range; range = this.#ranges[++this.#index]) {
      const start = Math.max(range.start, this.#cursor);
      if (start >= range.end) continue;
      const end = Math.min(shiftOpenTime(start, this.#interval, this.#pageLimit), range.end);
      this.#cursor = end;
      return { start, end, range };
    }
    return null;
  }

  /** Leaves out what lies before `time`, an open time. */
  skipTo(time: number): void {
    this.#cursor = Math.max(this.#cursor, time);
  }
}
