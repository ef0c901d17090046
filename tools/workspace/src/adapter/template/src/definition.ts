import { defineAdapter } from '@marketloom/adapter-kit';
import { refusals } from './errors.ts';
import { MARKETS } from './markets.ts';

/** Sampledex as an adapter: `adapter.create()` works with no settings at all. */
export default defineAdapter({
  id: 'sampledex',
  name: 'Sampledex',
  markets: MARKETS,
  configuration: {
    url: {
      kind: 'url',
      default: 'https://api.sampledex.invalid',
      description: 'Root address of the API, to which /v1/... is appended.',
    },
  },
  refusals,
  settleDelay: '5s',
});
