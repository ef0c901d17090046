import { defineAdapter } from '@marketloom/adapter-kit';
import { refusals } from './errors.ts';
import { MARKETS } from './markets.ts';

/** Kraken as an adapter: `adapter.create()` works with no settings at all. */
export default defineAdapter({
  id: 'kraken',
  name: 'Kraken',
  markets: MARKETS,
  configuration: {
    url: {
      kind: 'url',
      default: 'https://api.kraken.invalid',
      description: 'Root address of the API, to which /v1/... is appended.',
    },
  },
  refusals,
  settleDelay: '5s',
});
