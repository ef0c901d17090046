import type { KlineDialect } from '@marketloom/adapter-kit';

/** How Kraken speaks of klines. Name here the page of the exchange that says so. */
export const klines: KlineDialect = {
  path: '/v1/klines',
  parameters: {
    symbol: 'symbol',
    interval: 'interval',
    from: { name: 'start', unit: 'ms', bound: 'inclusive' },
    until: { name: 'end', unit: 'ms', bound: 'inclusive' },
    limit: 'limit',
  },
  intervals: {
    '1m': '1m',
    '5m': '5m',
    '15m': '15m',
    '30m': '30m',
    '1h': '1h',
    '4h': '4h',
    '1d': '1d',
    '1w': '1w',
    '1M': '1M',
  },
  pageLimit: 200,
  overflow: 'first',
  history: { kind: 'full' },
  quietIntervals: 'sent',
  rowsAt: ['data'],
  order: 'ascending',
  cells: { openTime: 0, open: 1, high: 2, low: 3, close: 4, volume: 5, quoteVolume: 6 },
  openTimeUnit: 'ms',
  times: 'number',
  decimals: 'text',
  unfinished: { kind: 'sent' },
};
