import { type ListingEndpoint, statusOf } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';

/** https://docs.binance.us/#get-exchange-information */
export const listing: ListingEndpoint = {
  async *rows(ask) {
    yield (await ask({ path: '/api/v3/exchangeInfo', weight: 20 })).field('symbols').items();
  },
  classify: (row) => ({
    exchangeSymbol: row.field('symbol').string(),
    symbol: SymbolRepresentation.of({
      base: row.field('baseAsset').string(),
      quote: row.field('quoteAsset').string(),
      type: 'SPOT',
    }),
    status: statusOf(row.field('status'), { TRADING: 'trading', HALT: 'halted', BREAK: 'halted' }),
    tickSize: null,
    lotSize: null,
  }),
  nameOf: (row) => row.optional('symbol')?.string() ?? null,
};
