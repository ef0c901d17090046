import { type Interval, nextOpenTime } from '@marketloom/exchange';
import type { CandleFacts, SimulatedCandle } from './candle.ts';
import { hash } from './hash.ts';

const MINUTE = 60_000;

/** Where a simulated exchange has its candles from. The same question has always the same answer. */
export interface CandleSource {
  /** The candle that opens at `openTime`; null where there is none. */
  candle(facts: CandleFacts, interval: Interval, openTime: number): SimulatedCandle | null;
}

/**
 * Candles made up of nothing but their series and time. Prices have from none to twelve decimal places, zeros at the end
 * included; one minute in four is without a trade. Longer candles are there when a minute in them is, but their values
 * are their own.
 */
export const inventedCandles: CandleSource = {
  candle(facts, interval, openTime) {
    const end = nextOpenTime(openTime, interval);
    if (!isOpenWithin(facts, openTime, end)) return null;
    const traded = isTradedWithin(facts, interval, openTime, end);
    if (!traded && facts.quietIntervals === 'omitted') return null;
    return invent(facts, interval, openTime, traded);
  },
};

/** Whether the instrument could be traded at some time of it. */
function isOpenWithin({ listedAt, outages }: CandleFacts, start: number, end: number): boolean {
  if (end <= listedAt) return false;
  return !outages.some((outage) => outage.start <= Math.max(start, listedAt) && end <= outage.end);
}

function isTradedWithin(facts: CandleFacts, interval: Interval, start: number, end: number): boolean {
  if (interval === '1s')
    return isTradedMinute(facts, start) && (start % MINUTE === 0 || hash(start) % 2 === 0);
  const { listedAt, outages } = facts;
  let minute = Math.max(start, Math.ceil(listedAt / MINUTE) * MINUTE);
  while (minute < end) {
    const at = minute;
    const outage = outages.find((candidate) => candidate.start <= at && at < candidate.end);
    if (outage === undefined && isTradedMinute(facts, minute)) return true;
    minute = outage === undefined ? minute + MINUTE : Math.ceil(outage.end / MINUTE) * MINUTE;
  }
  return false;
}

/** The first minute always has a trade. */
function isTradedMinute({ exchangeSymbol, listedAt }: CandleFacts, time: number): boolean {
  const minute = Math.floor(time / MINUTE);
  return minute === Math.ceil(listedAt / MINUTE) || hash(exchangeSymbol, minute) % 4 !== 0;
}

function invent(facts: CandleFacts, interval: Interval, openTime: number, traded: boolean): SimulatedCandle {
  const draw = (what: string): number => hash(facts.exchangeSymbol, interval, openTime, what);
  const places = draw('places') % 13;
  const unit = 10n ** BigInt(places);
  const price = (what: string): bigint => 20_000n * unit + (BigInt(draw(what)) * unit) / 1_000_000n;
  const four = ['a', 'b', 'c', 'd'].map(price).toSorted((one, other) => (one < other ? -1 : 1));
  const [low = 0n, inner = 0n, outer = 0n, high = 0n] = traded ? four : four.map(() => four[0] ?? 0n);
  const rises = draw('rises') % 2 === 0;
  const text = (value: bigint): string => decimalText(value, places);
  const volume = (what: string): string => {
    if (!traded) return facts.contracts ? '0' : '0.00';
    const digits = BigInt(draw(what)) * 1_000_003n + 1n;
    return facts.contracts ? String(digits % 1_000_000_007n) : decimalText(digits, 8);
  };
  return {
    openTime,
    open: text(rises ? inner : outer),
    high: text(high),
    low: text(low),
    close: text(rises ? outer : inner),
    volume: volume('volume'),
    quoteVolume: volume('quoteVolume'),
    tradeCount: traded ? String((draw('trades') % 5000) + 1) : '0',
    takerBuyVolume: volume('taker'),
    takerBuyQuoteVolume: volume('takerQuote'),
  };
}

function decimalText(value: bigint, places: number): string {
  if (places === 0) return String(value);
  const digits = String(value).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
