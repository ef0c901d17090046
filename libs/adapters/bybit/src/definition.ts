import { defineAdapter } from '@marketloom/adapter-kit';
import { refusals } from './errors.ts';
import { MARKETS } from './markets.ts';

/** Bybit as an adapter: `adapter.create()` works with no settings at all. */
export default defineAdapter({
  id: 'bybit',
  name: 'Bybit',
  markets: MARKETS,
  configuration: {
    url: {
      kind: 'url',
      default: 'https://api.bybit.com',
      description: 'Root address of the API, to which /v5/market/... is appended.',
    },
  },
  refusals,
  settleDelay: '5s',
});
