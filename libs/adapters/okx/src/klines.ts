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

/**
 * `[ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm]`. `vol` counts base for spot and contracts for derivatives, whose
 * `volCcy` is in base; `volCcyQuote` is always in quote.
 */
const cells = (volume: 5 | 6): KlineCells => ({
  openTime: 0,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume,
  quoteVolume: 7,
});

/**
 * The newest 1440 candles, the open one among them. `before` and `after` are cursors of a walk backwards, both exclusive:
 * `before` is older than what comes, `after` newer.
 * https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks
 */
const recent = (volume: 5 | 6): KlineDialect => ({
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
  history: { kind: 'candles', count: 1440 },
  quietIntervals: 'sent',
  rowsAt: ['data'],
  order: 'descending',
  cells: cells(volume),
  openTimeUnit: 'ms',
  times: 'text',
  decimals: 'text',
  unfinished: { kind: 'flagged', cell: 8, closed: '1' },
});

/** https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks-history */
const history = (volume: 5 | 6): KlineDialect => ({
  ...recent(volume),
  path: '/api/v5/market/history-candles',
  history: { kind: 'full' },
});

/** Candles of a second are there for the last three months, of which the shortest have 89 days. */
const seconds = (volume: 5 | 6): KlineDialect => ({
  ...history(volume),
  intervals: { '1s': '1s' },
  history: { kind: 'age', ageMs: 89 * DAY_MS },
});

/** The endpoints for klines, by the cell that holds the volume in base. */
export const klines = (volume: 5 | 6): readonly [KlineEndpoint, ...KlineEndpoint[]] => [
  { dialect: recent(volume), budget: recentCandles },
  { dialect: seconds(volume), budget: candlesHistory },
  { dialect: history(volume), budget: candlesHistory },
];
