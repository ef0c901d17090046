import type { KlineCells, KlineDialect } from '@marketloom/adapter-kit';
import type { Instrument } from '@marketloom/exchange';

/**
 * The newest 720 candles of spot, up to the one that is still open, which is always there:
 * https://docs.kraken.com/api-reference/market-data/get-ohlc-data
 *
 * Weeks are left out: Kraken's begin on Thursday, since it counts them from the epoch. So are its candles of 15 days.
 */
export const ohlc: KlineDialect = {
  path: '/0/public/OHLC',
  parameters: {
    symbol: 'pair',
    interval: 'interval',
    from: { name: 'since', unit: 's', bound: 'exclusive' },
    until: null,
    limit: null,
  },
  intervals: {
    '1m': '1',
    '5m': '5',
    '15m': '15',
    '30m': '30',
    '1h': '60',
    '4h': '240',
    '1d': '1440',
  },
  pageLimit: 720,
  overflow: 'last',
  history: { kind: 'candles', count: 720 },
  quietIntervals: 'omitted',
  rowsAt: ['result', '*'],
  order: 'ascending',
  cells: { openTime: 0, open: 1, high: 2, low: 3, close: 4, volume: 6, tradeCount: 7 },
  openTimeUnit: 's',
  times: 'number',
  decimals: 'text',
  unfinished: { kind: 'last' },
};

/**
 * What the charts call volume counts contracts. Of inverse ones these stand for so much of the quote, and how much of the
 * base that was cannot be told of a candle.
 */
function chartCells({ settleAsset, quoteAsset }: Instrument): KlineCells {
  const prices = { openTime: 'time', open: 'open', high: 'high', low: 'low', close: 'close' };
  return settleAsset === quoteAsset
    ? { ...prices, volume: 'volume' }
    : { ...prices, quoteVolume: 'volume', contracts: ['quoteVolume'] };
}

/**
 * Candles of futures, made of their trades: https://docs.kraken.com/api-reference/candles/market-candles. An answer holds
 * 2000 of them, the first of the range. Words are taken without regard to case there: `1M` is a minute.
 *
 * Weeks are left out: the day on which they begin is not documented. That intervals without a trade are sent is the
 * careful reading for the pager, which then goes on behind the last row of an answer that was cut short.
 */
export const charts: KlineDialect = {
  path: '/api/charts/v1/trade/:symbol/:interval',
  parameters: {
    symbol: null,
    interval: null,
    from: { name: 'from', unit: 's', bound: 'inclusive' },
    until: { name: 'to', unit: 's', bound: 'inclusive' },
    limit: null,
  },
  intervals: {
    '1m': '1m',
    '5m': '5m',
    '15m': '15m',
    '30m': '30m',
    '1h': '1h',
    '4h': '4h',
    '12h': '12h',
    '1d': '1d',
  },
  pageLimit: 2000,
  overflow: 'first',
  history: { kind: 'full' },
  quietIntervals: 'sent',
  rowsAt: ['candles'],
  order: 'ascending',
  cells: chartCells,
  openTimeUnit: 'ms',
  times: 'number',
  // Volumes come as texts and as numbers.
  decimals: 'number',
  unfinished: { kind: 'sent' },
};
