import type { KlineDialect } from '@marketloom/adapter-kit';

/** https://docs.binance.us/#get-candlestick-data */
export const klines: KlineDialect = {
  path: '/api/v3/klines',
  parameters: {
    symbol: 'symbol',
    interval: 'interval',
    from: { name: 'startTime', unit: 'ms', bound: 'inclusive' },
    until: { name: 'endTime', unit: 'ms', bound: 'inclusive' },
    limit: 'limit',
  },
  intervals: { '1m': '1m', '5m': '5m', '15m': '15m', '1h': '1h', '4h': '4h', '1d': '1d', '1w': '1w' },
  pageLimit: 1000,
  overflow: 'first',
  history: { kind: 'full' },
  quietIntervals: 'sent',
  rowsAt: [],
  order: 'ascending',
  cells: {
    openTime: 0,
    open: 1,
    high: 2,
    low: 3,
    close: 4,
    volume: 5,
    quoteVolume: 7,
    tradeCount: 8,
    takerBuyVolume: 9,
    takerBuyQuoteVolume: 10,
  },
  closeTime: 6,
  openTimeUnit: 'ms',
  times: 'number',
  decimals: 'text',
  unfinished: { kind: 'sent' },
};
