import type { RestMarket } from '@marketloom/adapter-kit';
import { publicBudget } from './budgets.ts';
import { klines } from './klines.ts';
import { orderBook } from './order-book.ts';

/** The markets of Kraken, in the order in which they are shown. */
export const MARKETS: readonly RestMarket[] = [
  {
    id: 'spot',
    urlKey: 'url',
    budget: publicBudget,
    opened: Date.UTC(2018, 0, 1),
    time: { path: '/v1/time', read: (answer) => answer.field('time').integer() },
    listing: async () => (await import('./listing.ts')).listing,
    klines: [{ dialect: klines }],
    orderBook,
  },
];
