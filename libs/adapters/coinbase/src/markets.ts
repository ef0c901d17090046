import { type RestMarket, timeOf } from '@marketloom/adapter-kit';
import { publicBudget } from './budgets.ts';
import { klines } from './klines.ts';
import { orderBook } from './order-book.ts';

/** The one market of Coinbase Exchange, which opened to the public in January 2015. */
export const MARKETS: readonly RestMarket[] = [
  {
    id: 'spot',
    urlKey: 'url',
    budget: publicBudget,
    opened: Date.UTC(2014, 11, 1),
    // Beside it, `epoch` tells the same as seconds with a fraction.
    time: { path: '/time', read: (answer) => timeOf(answer.field('iso'), 'iso') },
    listing: async () => (await import('./listing.ts')).listing,
    klines: [{ dialect: klines }],
    orderBook,
  },
];
