import {
  type ListingEndpoint,
  positiveDecimal,
  statusOf,
  stepOfPlaces,
  Unclassifiable,
} from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { assetName, plainAssetName } from './asset-names.ts';

/**
 * What a pair can be used for. Limit orders and such that close a position trade with each other; orders that must not
 * take, and cancellations, do not.
 */
const STATUSES = {
  online: 'trading',
  limit_only: 'trading',
  reduce_only: 'trading',
  post_only: 'halted',
  cancel_only: 'halted',
  maintenance: 'halted',
  work_in_progress: 'pending',
  delisted: 'delisted',
} as const;

const PATH = '/0/public/AssetPairs';

/** The pairs of spot, all in one answer: https://docs.kraken.com/api-reference/market-data/get-tradable-asset-pairs */
export const spotListing: ListingEndpoint = {
  async *rows(ask) {
    yield rowsIn(await ask({ path: PATH }));
  },
  rowsOf: async (ask, { exchangeSymbol }) =>
    rowsIn(await ask({ path: PATH, query: { pair: exchangeSymbol } })),
  classify(row) {
    const exchangeSymbol = row.field('altname').string();
    if (exchangeSymbol.endsWith('.d'))
      throw new Unclassifiable('a dark pool, whose orders are in no public book');
    const { base, quote } = assetsOf(row);
    const status = row.optional('status');
    return {
      exchangeSymbol,
      symbol: SymbolRepresentation.of({ base, quote, type: 'SPOT' }),
      // In the years before pairs had a status what was listed could be traded.
      status: status === null || status.isNull ? 'trading' : statusOf(status, STATUSES),
      tickSize: positiveDecimal(row.optional('tick_size')) ?? stepIn(row.optional('pair_decimals')),
      lotSize: stepIn(row.optional('lot_decimals')),
    };
  },
  nameOf: (row) => row.optional('altname')?.string() ?? null,
};

const rowsIn = (answer: JsonReader): JsonReader[] =>
  answer
    .field('result')
    .entries()
    .map(([, row]) => row);

const stepIn = (places: JsonReader | null): string | null =>
  places === null || places.isNull ? null : stepOfPlaces(places.integer());

/** By the name for WebSockets, `XBT/USD`, which has no prefixes; else by the ids of the assets. */
function assetsOf(row: JsonReader): { base: string; quote: string } {
  const wsname = row.optional('wsname');
  const named = wsname === null || wsname.isNull ? [] : wsname.string().split('/');
  const [base, quote, ...more] = named;
  if (base !== undefined && quote !== undefined && more.length === 0) {
    return { base: assetName(base), quote: assetName(quote) };
  }
  return {
    base: plainAssetName(row.field('base').string()),
    quote: plainAssetName(row.field('quote').string()),
  };
}
