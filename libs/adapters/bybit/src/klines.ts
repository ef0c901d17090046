import type { KlineCells, KlineDialect } from '@marketloom/adapter-kit';
import type { Category } from './categories.ts';

/** Volume in base, turnover in quote. */
const IN_BASE: KlineCells = {
  openTime: 0,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume: 5,
  quoteVolume: 6,
};

/** Of inverse contracts it is the other way round: volume counts US dollars, and turnover is in base. */
const IN_QUOTE: KlineCells = { ...IN_BASE, volume: 6, quoteVolume: 5 };

/**
 * How Bybit speaks of klines, newest first. The start of a range is moved down to the open time of the candle in which it
 * lies; the end counts. Whether a range with more candles than the limit is answered with its first or its last is not
 * documented; none is asked for.
 * https://bybit-exchange.github.io/docs/v5/market/kline
 */
export function klinesOf(category: Category): KlineDialect {
  return {
    path: '/v5/market/kline',
    constants: { category },
    parameters: {
      symbol: 'symbol',
      interval: 'interval',
      from: { name: 'start', unit: 'ms', bound: 'inclusive' },
      until: { name: 'end', unit: 'ms', bound: 'inclusive' },
      limit: 'limit',
    },
    intervals: {
      '1m': '1',
      '3m': '3',
      '5m': '5',
      '15m': '15',
      '30m': '30',
      '1h': '60',
      '2h': '120',
      '4h': '240',
      '6h': '360',
      '12h': '720',
      '1d': 'D',
      '1w': 'W',
      '1M': 'M',
    },
    pageLimit: 1000,
    overflow: 'last',
    beforeStart: 'stray',
    history: { kind: 'full' },
    quietIntervals: 'sent',
    rowsAt: ['result', 'list'],
    order: 'descending',
    cells: category === 'inverse' ? IN_QUOTE : IN_BASE,
    openTimeUnit: 'ms',
    times: 'text',
    decimals: 'text',
    unfinished: { kind: 'sent' },
  };
}
