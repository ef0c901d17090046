import {
  INTERVALS,
  type KlineColumn,
  type KlineHistory,
  type MarketCapabilities,
} from '@marketloom/exchange';
import { intervalsOf, type KlineCells, type KlineDialect } from '../klines/kline-dialect.ts';
import type { RestMarket } from './endpoints.ts';

/** What a market can do, as its endpoints say. */
export function capabilitiesOf({ klines, orderBook }: RestMarket): MarketCapabilities {
  const dialects = klines.map(({ dialect }) => dialect);
  const words = new Set(dialects.flatMap(intervalsOf));
  const { depths, sizeUnit, omits } = orderBook;
  return {
    klines: {
      intervals: INTERVALS.filter((interval) => words.has(interval)),
      pageLimit: Math.min(...dialects.map(({ pageLimit }) => pageLimit)),
      history: historyOf(dialects),
      quietIntervals: dialects.every(({ quietIntervals }) => quietIntervals === 'sent') ? 'sent' : 'omitted',
      omits: OPTIONAL.filter((column) => dialects.every(({ cells }) => lacks(cells, column))),
    },
    orderBook: { depths, sizeUnit, omits },
  };
}

const OPTIONAL: readonly Exclude<KlineColumn, 'closeTime'>[] = [
  'quoteVolume',
  'tradeCount',
  'takerBuyVolume',
  'takerBuyQuoteVolume',
];

/** Where cells differ from instrument to instrument a column may be there. */
function lacks(cells: KlineDialect['cells'], column: keyof KlineCells): boolean {
  return typeof cells !== 'function' && cells[column] === undefined;
}

/** What the endpoint that reaches farthest back reaches; it is the last. */
function historyOf(dialects: readonly KlineDialect[]): KlineHistory {
  return dialects.at(-1)?.history ?? { kind: 'full' };
}
