import type { KlineCells, KlineDialect, KlineEndpoint } from '@marketloom/adapter-kit';
import { candlesHistory, recentCandles } from './budgets.ts';

const DAY_MS = 86_400_000;

/**
 * From six hours up a plain word means candles that open by the clock of Hong Kong; `utc` behind it, by that of UTC. Bars
 * of 2, 3 and 5 days and of several months are left out: the first are no interval of ours but `3d`, of which OKX does
 * not say on which days it opens.
 */
const INTERVALS: KlineDialect['intervals'] = {
  '1m': '1m',
  '3m': '3m',
  '5m': '5m',
  '15m': '15m',
  '30m': '30m',
  '1h': '1H',
  '2h': '2H',
  '4h': '4H',
  '6h': '6Hutc',
  '12h': '12Hutc',
  '1d': '1Dutc',
  '1w': '1Wutc',
  '1M': '1Mutc',
};

const PRICES = { openTime: 0, open: 1, high: 2, low: 3, close: 4 } as const;

/**
 * `[ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm]`; the first answers of the API lacked the last two. Of pairs `vol` is
 * in base and `volCcy` in quote, as `volCcyQuote` is.
 */
export const OF_PAIRS: KlineCells = { ...PRICES, volume: 5, quoteVolume: 6 };

/** Of contracts `vol` is their number, `volCcy` is in base, and `volCcyQuote` in quote. */
export const OF_CONTRACTS: KlineCells = { ...PRICES, volume: 6, quoteVolume: 7, newer: ['quoteVolume'] };

/**
 * The newest 1440 candles, the open one among them. `before` and `after` are cursors of a walk backwards, both exclusive:
 * `before` is older than what comes, `after` newer.
 * https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks
 */
const recent = (cells: KlineCells): KlineDialect => ({
  path: '/api/v5/market/candles',
  parameters: {
    symbol: 'instId',
    interval: 'bar',
    from: { name: 'before', unit: 'ms', bound: 'exclusive' },
    until: { name: 'after', unit: 'ms', bound: 'exclusive' },
    limit: 'limit',
  },
  intervals: INTERVALS,
  pageLimit: 300,
  overflow: 'last',
  beforeStart: 'stray',
  history: { kind: 'candles', count: 1440 },
  quietIntervals: 'sent',
  rowsAt: ['data'],
  order: 'descending',
  cells,
  openTimeUnit: 'ms',
  times: 'text',
  decimals: 'text',
  unfinished: { kind: 'flagged', cell: 8, closed: '1' },
});

/** https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks-history */
const history = (cells: KlineCells): KlineDialect => ({
  ...recent(cells),
  path: '/api/v5/market/history-candles',
  history: { kind: 'full' },
});

/** Candles of a second are there for the last three months, of which the shortest have 89 days. */
const seconds = (cells: KlineCells): KlineDialect => ({
  ...history(cells),
  intervals: { '1s': '1s' },
  history: { kind: 'age', ageMs: 89 * DAY_MS },
});

/** The endpoints for klines, by where a row holds what. */
export const klines = (cells: KlineCells): readonly [KlineEndpoint, ...KlineEndpoint[]] => [
  { dialect: recent(cells), budget: recentCandles },
  { dialect: seconds(cells), budget: candlesHistory },
  { dialect: history(cells), budget: candlesHistory },
];
