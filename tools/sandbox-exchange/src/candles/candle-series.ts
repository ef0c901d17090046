import type { ByteWriter } from '../byte-writer.ts';
import type { NumberLayout, SandboxInstrument } from '../catalogue/instrument.ts';
import { hashText } from '../hashing.ts';
import { DAY_MS, lengthOf, MINUTE_MS, openTimeAfter, openTimeAt } from '../intervals.ts';
import { Candle } from './candle.ts';
import { writeCandleRow } from './candle-rows.ts';
import { DaySummaries } from './day-summaries.ts';
import { MinuteCandles } from './minute-candles.ts';
import type { Outages, TimeSpan } from './outages.ts';
import { type Revisions, revise } from './revisions.ts';
import { SecondCandles } from './second-candles.ts';
import { cutShort } from './unfinished-candle.ts';

const DAY_MINUTES = 1440;

/**
 * All candles of one instrument, at every interval and for every time. The one-minute candles are the basis: longer ones
 * are their exact aggregate, the seconds of a minute add up to it, and the unfinished minute is the sum of its seconds
 * so far.
 */
export class CandleSeries {
  readonly minutes: MinuteCandles;
  readonly #layout: NumberLayout;
  readonly #outages: Outages;
  readonly #revisions: Revisions;
  readonly #first: number;
  readonly #end: number;
  readonly #seconds: SecondCandles;
  readonly #days: DaySummaries;
  readonly #minute = new Candle();
  readonly #row = new Candle();

  constructor(instrument: SandboxInstrument, seed: string, outages: Outages, revisions: Revisions) {
    this.minutes = new MinuteCandles(instrument, seed);
    this.#layout = instrument.layout;
    this.#outages = outages;
    this.#revisions = revisions;
    this.#first = Math.ceil(instrument.firstKline / MINUTE_MS);
    this.#end = instrument.endOfKlines === null ? Infinity : Math.floor(instrument.endOfKlines / MINUTE_MS);
    this.#seconds = new SecondCandles(hashText(`${seed}/${instrument.market}/${instrument.symbol}/seconds`));
    this.#days = new DaySummaries((day, into) =>
      this.#addMinutes(day * DAY_MINUTES, (day + 1) * DAY_MINUTES, -Infinity, into),
    );
  }

  /** The earliest open time at which there can be a candle. */
  firstOpenTime(interval: string): number {
    return openTimeAt(this.#first * MINUTE_MS, interval);
  }

  /** The latest open time at which there can be a candle by `now`. */
  lastOpenTime(interval: string, now: number): number {
    return openTimeAt(Math.min(now, this.#end * MINUTE_MS - 1), interval);
  }

  /** Whether there is a candle with this open time by `now`, finished or not. */
  has(openTime: number, interval: string, now: number): boolean {
    if (openTime > now) return false;
    const [from, until] = this.#minutesOf(openTime, interval, now);
    return from < until && !this.#outages.cover(from, until);
  }

  /** Fills in the candle with this open time as it stands at `now`. It must be one that there is. */
  fill(openTime: number, interval: string, now: number, into: Candle): void {
    if (interval === '1s') {
      this.#fillSecond(openTime, now, into);
      return;
    }
    if (interval === '1m' && openTime + MINUTE_MS <= now) {
      this.#fillMinute(openTime / MINUTE_MS, now, into);
      return;
    }
    into.clear();
    const [from, until] = this.#minutesOf(openTime, interval, now);
    const running = now < until * MINUTE_MS ? until - 1 : until;
    const byDays = (lengthOf(interval) ?? DAY_MS) >= DAY_MS && !this.#revisions.touch(from, until);
    this.#addWhole(from, running, { byDays, now }, into);
    if (running < until && !this.#outages.cover(running, until)) this.#addRunning(running, now, into);
  }

  /** Writes the row of the candle with this open time as it stands at `now`. It must be one that there is. */
  writeRow(writer: ByteWriter, openTime: number, interval: string, now: number): void {
    this.fill(openTime, interval, now, this.#row);
    writeCandleRow(writer, openTime, openTimeAfter(openTime, interval) - 1, this.#row, this.#layout);
  }

  /** The longest span of time around `now` in which nothing is changed of closed candles within a range. */
  steadyAround(now: number, { start, end }: TimeSpan): TimeSpan {
    return this.#revisions.steadyAround(now, Math.floor(start / MINUTE_MS), Math.ceil(end / MINUTE_MS));
  }

  #minutesOf(openTime: number, interval: string, now: number): [number, number] {
    const opening = Math.floor(openTime / MINUTE_MS);
    const next = Math.ceil(openTimeAfter(openTime, interval) / MINUTE_MS);
    const present = Math.floor(now / MINUTE_MS) + 1;
    return [Math.max(opening, this.#first), Math.min(next, this.#end, present)];
  }

  #addWhole(
    from: number,
    until: number,
    { byDays, now }: { readonly byDays: boolean; readonly now: number },
    into: Candle,
  ): void {
    const firstDay = Math.ceil(from / DAY_MINUTES);
    const lastDay = Math.floor(until / DAY_MINUTES);
    if (!byDays || firstDay >= lastDay) {
      this.#addMinutes(from, until, now, into);
      return;
    }
    this.#addMinutes(from, firstDay * DAY_MINUTES, now, into);
    for (let day = firstDay; day < lastDay; day += 1) this.#days.add(day, into);
    this.#addMinutes(lastDay * DAY_MINUTES, until, now, into);
  }

  #addMinutes(from: number, until: number, now: number, into: Candle): void {
    const last = Math.min(until, this.#end);
    for (let minute = Math.max(from, this.#first); minute < last; minute += 1) {
      if (this.#outages.cover(minute, minute + 1)) continue;
      this.#fillMinute(minute, now, this.#minute);
      into.append(this.#minute);
    }
  }

  #addRunning(minute: number, now: number, into: Candle): void {
    const seconds = this.#secondsOf(minute, now);
    const passed = now / 1000 - minute * 60;
    const second = new Candle();
    for (let index = 0; index === 0 || index < passed; index += 1) {
      Object.assign(second, seconds[index]);
      if (passed - index < 1) cutShort(second, passed - index);
      into.append(second);
    }
  }

  #fillSecond(openTime: number, now: number, into: Candle): void {
    const minute = Math.floor(openTime / MINUTE_MS);
    Object.assign(into, this.#secondsOf(minute, now)[(openTime / 1000) % 60]);
    if (openTime + 1000 > now) cutShort(into, (now - openTime) / 1000);
  }

  #secondsOf(minute: number, now: number): readonly Candle[] {
    const edition = this.#fillMinute(minute, now, this.#minute);
    return this.#seconds.split(minute, edition, this.#minute);
  }

  /** Fills in the minute in the edition of `now`. Gives its number. */
  #fillMinute(minute: number, now: number, into: Candle): number {
    this.minutes.fill(minute, into);
    const edition = this.#revisions.edition(minute, now);
    for (let count = 0; count < edition; count += 1) revise(into);
    return edition;
  }
}
