import { type ListingEndpoint, positiveDecimal, statusOf, Unclassifiable } from '@marketloom/adapter-kit';
import type { InstrumentStatus } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';

/** Assets that are listed under a name of Coinbase's own. */
const STANDARD_NAMES: Readonly<Record<string, string>> = { CGLD: 'CELO' };

/** The words of `status`. What is `offline` or `internal` has not gone for good, and is not open to the public. */
const STATUSES = { online: 'trading', offline: 'halted', internal: 'halted', delisted: 'delisted' } as const;

/**
 * While one of these is set nothing is matched continuously: orders can neither be placed nor cancelled, or only be
 * cancelled, or only rest, or are collected for an auction. Under `limit_only` orders are matched.
 */
const HALTS = ['trading_disabled', 'cancel_only', 'post_only', 'auction_mode'] as const;

/**
 * https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-all-known-trading-pairs, all in one answer;
 * a product alone comes in the same form.
 */
export const listing: ListingEndpoint = {
  async *rows(ask) {
    yield (await ask({ path: '/products' })).items();
  },
  rowsOf: async (ask, { exchangeSymbol }) => [
    await ask({ path: `/products/${encodeURIComponent(exchangeSymbol)}` }),
  ],
  classify(row) {
    const exchangeSymbol = row.field('id').string();
    const base = row.field('base_currency').string();
    const quote = row.field('quote_currency').string();
    // Products such as BTCAUCTION-USD, which tries auctions out, name the assets of another product.
    if (exchangeSymbol !== `${base}-${quote}`) {
      throw new Unclassifiable(
        `the product is called ${exchangeSymbol}, and its assets are ${base} and ${quote}`,
      );
    }
    return {
      exchangeSymbol,
      symbol: SymbolRepresentation.of({ base: standard(base), quote: standard(quote), type: 'SPOT' }),
      status: statusIn(row),
      tickSize: positiveDecimal(row.optional('quote_increment')),
      lotSize: positiveDecimal(row.optional('base_increment')),
    };
  },
  nameOf: (row) => row.optional('id')?.string() ?? null,
};

const standard = (asset: string): string => STANDARD_NAMES[asset] ?? asset;

function statusIn(row: JsonReader): InstrumentStatus {
  const word = row.optional('status');
  // Until 2017 products had no status: what was listed could be traded.
  const status = word === null || word.isNull ? 'trading' : statusOf(word, STATUSES);
  const halted = HALTS.some((flag) => isSet(row.optional(flag)));
  return status === 'trading' && halted ? 'halted' : status;
}

/** Rows of before 2021 lack flags. */
function isSet(flag: JsonReader | null): boolean {
  return flag !== null && !flag.isNull && flag.boolean();
}
