import { defineAdapter } from '@marketloom/adapter-kit';
import { refusals } from './errors.ts';
import { MARKETS } from './markets.ts';

/** Coinbase Exchange as an adapter: `adapter.create()` works with no settings at all. */
export default defineAdapter({
  id: 'coinbase',
  name: 'Coinbase Exchange',
  markets: MARKETS,
  configuration: {
    url: {
      kind: 'url',
      default: 'https://api.exchange.coinbase.com',
      description: 'Root address of the Exchange API, to which /products/... is appended.',
    },
  },
  refusals,
  settleDelay: '5s',
});
