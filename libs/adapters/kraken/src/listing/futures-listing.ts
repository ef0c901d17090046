import {
  type ListingEndpoint,
  positiveDecimal,
  stepOfPlaces,
  timeOrNull,
  Unclassifiable,
  underlyingOf,
} from '@marketloom/adapter-kit';
import type { InstrumentStatus } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { assetName } from './asset-names.ts';

/**
 * What a contract settles in, by its type: `PI_` and `FI_` in the base, `PF_` and `FF_`, and the older `PV_` and `FV_`, in
 * the quote.
 */
const SETTLES_IN: Readonly<Record<string, 'base' | 'quote'>> = {
  futures_inverse: 'base',
  futures_vanilla: 'quote',
  flexible_futures: 'quote',
};

/** Names of contracts from before the rows told base and quote: `fi_xbtusd_210625`. The quote has three letters. */
const NAME = /^[a-z]{2}_([a-z0-9]+)([a-z]{3})(?:_\d{6})?$/i;

const DATED = /_\d{6}$/;

/**
 * The contracts of futures, all in one answer: https://docs.kraken.com/api-reference/instrument-details/get-instruments.
 * Perpetual is what has no last trading time; the type is the same for both.
 */
export const futuresListing: ListingEndpoint = {
  async *rows(ask) {
    yield (await ask({ path: '/derivatives/api/v3/instruments' })).field('instruments').items();
  },
  classify(row, retrievedAt) {
    const type = row.field('type').string();
    if (type.endsWith(' index')) return null;
    const settlesIn = Object.hasOwn(SETTLES_IN, type) ? SETTLES_IN[type] : undefined;
    if (settlesIn === undefined) throw new Unclassifiable(`unknown type ${JSON.stringify(type)}`);
    const exchangeSymbol = row.field('symbol').string();
    const assets = assetsOf(row, exchangeSymbol);
    const expiresAt = timeOrNull(row.optional('lastTradingTime'), 'iso');
    if (expiresAt === null && DATED.test(exchangeSymbol)) {
      throw new Unclassifiable(`${exchangeSymbol} is named after a day, and has no last trading time`);
    }
    return {
      exchangeSymbol,
      symbol: SymbolRepresentation.of({
        ...assets,
        settle: assets[settlesIn],
        ...(expiresAt === null ? { type: 'PERP' } : { type: 'FUTURE', expiresAt }),
      }),
      status: statusOf(row, retrievedAt),
      tickSize: positiveDecimal(row.optional('tickSize')),
      lotSize: lotSizeOf(row.optional('contractValueTradePrecision')),
      contractSize: positiveDecimal(row.optional('contractSize')),
      underlying: underlyingOf(assets.base),
      expiresAt,
      listedAt: timeOrNull(row.optional('openingDate'), 'iso'),
    };
  },
  nameOf: (row) => row.optional('symbol')?.string() ?? null,
};

function assetsOf(row: JsonReader, exchangeSymbol: string): { base: string; quote: string } {
  const [, inNameBase, inNameQuote] = NAME.exec(exchangeSymbol) ?? [];
  const base = textIn(row.optional('base')) ?? inNameBase;
  const quote = textIn(row.optional('quote')) ?? inNameQuote;
  if (base === undefined || quote === undefined) {
    throw new Unclassifiable(`neither the row nor the name ${exchangeSymbol} tells base and quote`);
  }
  return { base: assetName(base), quote: assetName(quote) };
}

function statusOf(row: JsonReader, now: number): InstrumentStatus {
  if (isSet(row.optional('isExpired'))) return 'delisted';
  if (row.field('tradeable').boolean()) return isSet(row.optional('postOnly')) ? 'halted' : 'trading';
  const opens = timeOrNull(row.optional('openingDate'), 'iso');
  return opens !== null && opens > now ? 'pending' : 'halted';
}

/** Decimal places of a size; below zero where it comes in tens and hundreds. */
function lotSizeOf(places: JsonReader | null): string | null {
  if (places === null || places.isNull) return null;
  const count = places.integer();
  return count < 0 ? `1${'0'.repeat(-count)}` : stepOfPlaces(count);
}

const isSet = (flag: JsonReader | null): boolean => flag !== null && !flag.isNull && flag.boolean();

/** What is not told is left out, null or empty. */
function textIn(cell: JsonReader | null): string | undefined {
  return cell === null || cell.isNull || cell.value === '' ? undefined : cell.string();
}
