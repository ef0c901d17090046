import { SANDBOX_INTERVALS } from '../intervals.ts';
import { isMarket, type Market } from '../market.ts';
import type { TimeSpan } from './outages.ts';

/** Series whose answers are to lie ready: the candles that open from `start` up to `end`, epoch ms. */
export interface Preparation extends TimeSpan {
  readonly market: Market;
  /** As the exchange writes them. */
  readonly symbols: readonly string[];
  readonly interval: string;
}

/** What lies ready then. */
export interface PreparedRows {
  readonly rows: number;
  /** The memory that they take. */
  readonly bytes: number;
}

/**
 * The preparation that another process asks for. Times are epoch ms or ISO.
 * @throws {RangeError} when it makes no sense
 */
export function parsePreparation(word: unknown): Preparation {
  const given = (typeof word === 'object' && word !== null ? word : {}) as Record<string, unknown>;
  const { market, symbols, interval } = given;
  const [start, end] = [given['start'], given['end']].map((time) =>
    typeof time === 'string' ? Date.parse(time) : time,
  );
  if (!isMarket(market)) throw new RangeError('market is one of spot, usdm, coinm');
  if (!Array.isArray(symbols) || !symbols.every((symbol) => typeof symbol === 'string')) {
    throw new RangeError('symbols is a list of symbols');
  }
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) {
    throw new RangeError('start and end are epoch ms or ISO times');
  }
  return { market, symbols, interval: String(interval), start: start as number, end: end as number };
}

/**
 * The interval and range of a preparation, looked at.
 * @throws {RangeError} when there are no such candles
 */
export function checkPreparation({ market, interval, start, end }: Preparation): void {
  if (!SANDBOX_INTERVALS.includes(interval) || (interval === '1s' && market !== 'spot')) {
    throw new RangeError(`there are no candles of ${interval} on ${market}`);
  }
  if (start >= end) throw new RangeError('start is before end');
}
