import { defineAdapter } from '@marketloom/adapter-kit';
import { refusals } from './errors.ts';
import { KrakenExchange } from './exchange.ts';
import { MARKETS } from './markets.ts';

/** Kraken as an adapter: `adapter.create()` works with no settings at all. */
export default defineAdapter({
  id: 'kraken',
  name: 'Kraken',
  markets: MARKETS,
  configuration: {
    spot_url: {
      kind: 'url',
      default: 'https://api.kraken.com',
      description: 'Root address of the spot API, to which /0/public/... is appended.',
    },
    futures_url: {
      kind: 'url',
      default: 'https://futures.kraken.com',
      description:
        'Root address of the futures API, to which /derivatives/api/v3/... and /api/charts/v1/... are appended.',
    },
  },
  refusals,
  settleDelay: '5s',
  create: (settings) => new KrakenExchange(settings),
});
