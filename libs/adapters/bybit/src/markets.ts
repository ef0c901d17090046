import { readSequence, type RestMarket, type TimeEndpoint } from '@marketloom/adapter-kit';
import { publicBudget } from './budgets.ts';
import type { Category } from './categories.ts';
import { klinesOf } from './klines.ts';
import { orderBookOf } from './order-book.ts';

/** https://bybit-exchange.github.io/docs/v5/market/time */
const time: TimeEndpoint = {
  path: '/v5/market/time',
  read: (answer) => Number(readSequence(answer.field('result').field('timeNano')) / 1_000_000n),
};

/** The exchange was founded in March 2018; its first contract, BTCUSD, is of November. */
const FOUNDED = Date.UTC(2018, 2, 1);

function market(id: Category): RestMarket {
  return {
    id,
    urlKey: 'url',
    budget: publicBudget,
    opened: FOUNDED,
    time,
    listing: async () => (await import('./listing.ts')).listingOf(id),
    klines: [{ dialect: klinesOf(id) }],
    orderBook: orderBookOf(id),
  };
}

/** The markets of Bybit, in the order in which they are shown. They are the categories of its API. */
export const MARKETS: readonly RestMarket[] = [market('spot'), market('linear'), market('inverse')];
