import { defineAdapter } from '@marketloom/adapter-kit';
import { refusals } from './errors.ts';
import { MARKETS } from './markets.ts';

/** Okx as an adapter: `adapter.create()` works with no settings at all. */
export default defineAdapter({
  id: 'okx',
  name: 'Okx',
  markets: MARKETS,
  configuration: {
    url: {
      kind: 'url',
      default: 'https://api.okx.invalid',
      description: 'Root address of the API, to which /v1/... is appended.',
    },
  },
  refusals,
  settleDelay: '5s',
});
