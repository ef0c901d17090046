import { defineAdapter } from '@marketloom/adapter-kit';
import { klines } from './klines.ts';
import { listing } from './listing.ts';
import { orderBook } from './order-book.ts';
import { refusals } from './refusals.ts';

/** Binance.US. https://docs.binance.us */
export default defineAdapter({
  id: 'binance-us',
  name: 'Binance.US',
  markets: [
    {
      id: 'spot',
      urlKey: 'url',
      budget: {
        name: 'public',
        capacity: 1200,
        windowMs: 60_000,
        usedWeightHeader: 'x-mbx-used-weight-1m',
      },
      opened: Date.UTC(2019, 8, 1),
      time: { path: '/api/v3/time', read: (answer) => answer.field('serverTime').integer() },
      listing: async () => listing,
      klines: [{ dialect: klines }],
      orderBook,
    },
  ],
  configuration: {
    url: {
      kind: 'url',
      default: 'https://api.binance.us',
      description: 'Root address of the API, to which /api/v3/... is appended.',
    },
  },
  refusals,
  settleDelay: '5s',
});
