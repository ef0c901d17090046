import { MINUTE_MS } from '../intervals.ts';
import type { Market } from '../market.ts';
import type { Candle } from './candle.ts';
import type { TimeSpan } from './outages.ts';

/** Candles that the exchange changes after it has served them: late trades, and another close. */
export interface Revision extends TimeSpan {
  readonly market: Market;
  readonly symbol: string;
  /** From then on the minutes from `start` up to `end` are served with other values, epoch ms. */
  readonly at: number;
}

/** A revision in minutes. */
interface MinuteRevision {
  readonly from: number;
  readonly until: number;
  readonly at: number;
}

/** What is changed of one instrument's minutes, and when. Longer candles follow, being the sums of their minutes. */
export class Revisions {
  readonly #revisions: readonly MinuteRevision[];

  constructor(revisions: readonly Revision[]) {
    this.#revisions = revisions.map(({ start, end, at }) => ({
      from: Math.floor(start / MINUTE_MS),
      until: Math.ceil(end / MINUTE_MS),
      at,
    }));
  }

  /** How often a minute's candle has been changed by `now`. */
  edition(minute: number, now: number): number {
    let count = 0;
    for (const { from, until, at } of this.#revisions)
      if (from <= minute && minute < until && at <= now) count += 1;
    return count;
  }

  /** Whether any of the minutes from `from` up to `until` is ever changed. */
  touch(from: number, until: number): boolean {
    return this.#within(from, until).length > 0;
  }

  /** The longest half-open span of time around `now` in which none of the minutes from `from` up to `until` is changed. */
  steadyAround(now: number, from: number, until: number): TimeSpan {
    const times = this.#within(from, until).map(({ at }) => at);
    return {
      start: Math.max(-Infinity, ...times.filter((at) => at <= now)),
      end: Math.min(Infinity, ...times.filter((at) => at > now)),
    };
  }

  #within(from: number, until: number): readonly MinuteRevision[] {
    return this.#revisions.filter((one) => one.from < until && from < one.until);
  }
}

/** Turns a candle into its next edition: as valid as before, and different also where nothing had been traded. */
export function revise(candle: Candle): void {
  candle.close = candle.close === candle.high ? candle.low : candle.high;
  candle.volume = candle.volume * 2 + 1;
  candle.trades = candle.trades * 2 + 1;
  candle.turnoverParts *= 2;
  candle.turnoverRest *= 2;
}
