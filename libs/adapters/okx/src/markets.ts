import type { RestMarket, TimeEndpoint } from '@marketloom/adapter-kit';
import { instruments, systemTime } from './budgets.ts';
import { klines, OF_CONTRACTS, OF_PAIRS } from './klines.ts';
import type { ListedType } from './listing.ts';
import { orderBook } from './order-book.ts';

/** https://www.okx.com/docs-v5/en/#public-data-rest-api-get-system-time */
const time: TimeEndpoint = {
  path: '/api/v5/public/time',
  budget: systemTime,
  read: (answer) => answer.field('data').item(0).field('ts').integer(),
};

const market = (id: string, instType: ListedType): RestMarket => ({
  id,
  urlKey: 'url',
  budget: instruments(instType),
  // OKX, then OKEX, began in 2017; candles of BTC-USDT begin on 10 October of that year.
  opened: Date.UTC(2017, 0, 1),
  time,
  listing: async () => (await import('./listing.ts')).listing(instType),
  klines: klines(instType === 'SPOT' ? OF_PAIRS : OF_CONTRACTS),
  orderBook: orderBook(instType === 'SPOT' ? 'base' : 'contracts'),
});

/** The markets of OKX, in the order in which they are shown. */
export const MARKETS: readonly RestMarket[] = [
  market('spot', 'SPOT'),
  market('swap', 'SWAP'),
  market('futures', 'FUTURES'),
];
