import {
  type Interval,
  INTERVALS,
  type KlineColumn,
  type KlineHistory,
  type MarketCapabilities,
} from '@marketloom/exchange';
import { intervalsOf, type KlineCells, type KlineDialect } from '../klines/kline-dialect.ts';
import type { RestMarket } from './endpoints.ts';

/** What a market can do, as its endpoints say. */
export function capabilitiesOf(market: RestMarket): MarketCapabilities {
  const { klines, klineCapabilities, orderBook } = market;
  const dialects = klines.map(({ dialect }) => dialect);
  const words = new Set(dialects.flatMap(intervalsOf));
  const intervals = INTERVALS.filter((interval) => words.has(interval));
  const { depths, sizeUnit, omits, stream = false } = orderBook;
  return {
    klines: {
      intervals,
      pageLimit: Math.min(...dialects.map(({ pageLimit }) => pageLimit)),
      ...historiesOf(dialects, intervals),
      quietIntervals: dialects.every(({ quietIntervals }) => quietIntervals === 'sent') ? 'sent' : 'omitted',
      omits: OPTIONAL.filter((column) => dialects.every(({ cells }) => lacks(cells, column))),
      ...klineCapabilities,
    },
    orderBook: { depths, sizeUnit, omits, ...(stream ? { stream } : {}) },
  };
}

const OPTIONAL: readonly Exclude<KlineColumn, 'closeTime'>[] = [
  'volume',
  'quoteVolume',
  'tradeCount',
  'takerBuyVolume',
  'takerBuyQuoteVolume',
];

/** Where cells differ from instrument to instrument a column may be there. */
function lacks(cells: KlineDialect['cells'], column: keyof KlineCells): boolean {
  return typeof cells !== 'function' && cells[column] === undefined;
}

/** What the endpoint reaches that reaches farthest back; it is the last, of all or of those that have an interval. */
function historiesOf(
  dialects: readonly KlineDialect[],
  intervals: readonly Interval[],
): Pick<MarketCapabilities['klines'], 'history' | 'shorterHistory'> {
  const history = dialects.at(-1)?.history ?? { kind: 'full' };
  const shorter = intervals
    .map((interval): [Interval, KlineHistory] => {
      const own = dialects.findLast((dialect) => Object.hasOwn(dialect.intervals, interval));
      return [interval, own?.history ?? history];
    })
    .filter(([, own]) => own !== history && JSON.stringify(own) !== JSON.stringify(history));
  return shorter.length === 0 ? { history } : { history, shorterHistory: Object.fromEntries(shorter) };
}
