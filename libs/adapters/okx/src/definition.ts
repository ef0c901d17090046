import { defineAdapter } from '@marketloom/adapter-kit';
import { refusals } from './errors.ts';
import { MARKETS } from './markets.ts';

/** OKX as an adapter: `adapter.create()` works with no settings at all. */
export default defineAdapter({
  id: 'okx',
  name: 'OKX',
  markets: MARKETS,
  configuration: {
    url: {
      kind: 'url',
      default: 'https://www.okx.com',
      description: 'Root address of the API, to which /api/v5/... is appended.',
    },
  },
  refusals,
  // The exchange itself marks the candles that are closed.
  settleDelay: '0s',
});
