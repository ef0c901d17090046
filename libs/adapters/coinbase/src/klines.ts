import type { KlineDialect } from '@marketloom/adapter-kit';

/**
 * https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-candles: a range of more than 300
 * candles is refused, rows may precede the start, and intervals without a trade are left out. Prices and volumes are JSON
 * numbers, low and high before open and close.
 */
export const klines: KlineDialect = {
  path: '/products/:symbol/candles',
  parameters: {
    symbol: null,
    interval: 'granularity',
    from: { name: 'start', unit: 'iso', bound: 'inclusive' },
    until: { name: 'end', unit: 'iso', bound: 'inclusive' },
    limit: null,
  },
  intervals: { '1m': '60', '5m': '300', '15m': '900', '1h': '3600', '6h': '21600', '1d': '86400' },
  pageLimit: 300,
  overflow: 'refused',
  beforeStart: 'stray',
  history: { kind: 'full' },
  // Of BTC-USD there are minutes from January 2015 on, hours and days from here on. It is not documented.
  longerSince: Date.UTC(2015, 6, 20),
  quietIntervals: 'omitted',
  rowsAt: [],
  order: 'descending',
  cells: { openTime: 0, low: 1, high: 2, open: 3, close: 4, volume: 5 },
  openTimeUnit: 's',
  times: 'number',
  decimals: 'number',
  unfinished: { kind: 'sent' },
};
