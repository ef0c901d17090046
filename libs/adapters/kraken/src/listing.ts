import { type ListingEndpoint, positiveDecimal, statusOf } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';

/** The words for a status, and what they mean. */
const STATUSES = { online: 'trading', paused: 'halted', upcoming: 'pending', offline: 'delisted' } as const;

/** What Kraken lists. Name here the page of the exchange that says so. */
export const listing: ListingEndpoint = {
  async *rows(ask) {
    yield (await ask({ path: '/v1/symbols' })).field('data').items();
  },
  classify: (row) => ({
    exchangeSymbol: row.field('symbol').string(),
    symbol: SymbolRepresentation.of({
      base: row.field('base').string(),
      quote: row.field('quote').string(),
      type: 'SPOT',
    }),
    status: statusOf(row.field('status'), STATUSES),
    tickSize: positiveDecimal(row.optional('tickSize')),
    lotSize: positiveDecimal(row.optional('lotSize')),
  }),
  nameOf: (row) => row.optional('symbol')?.string() ?? null,
};
