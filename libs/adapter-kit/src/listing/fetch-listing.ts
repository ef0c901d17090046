import { type Instrument, isExchangeError, type QuarantinedInstrument } from '@marketloom/exchange';
import { InvalidSymbolError } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import type { ClassifiedInstrument, ListingEndpoint, MarketListing } from '../rest/endpoints.ts';
import { plainJson } from './plain-json.ts';
import { Unclassifiable } from './unclassifiable.ts';
import { nameIn } from './without-repetition.ts';

/** Whose rows they are. */
export interface ListedAt {
  readonly exchange: string;
  readonly market: string;
  /** When the last answer had arrived, epoch ms. */
  readonly retrievedAt: number;
}

/** Classifies each row by itself: one that cannot be is quarantined with the reason, and the rest goes on. */
export function classifyRows(
  rows: Iterable<JsonReader>,
  listing: ListingEndpoint,
  { exchange, market, retrievedAt }: ListedAt,
): MarketListing {
  const instruments: Instrument[] = [];
  const quarantined: QuarantinedInstrument[] = [];
  for (const row of rows) {
    try {
      const classified = listing.classify(row, retrievedAt);
      if (classified === null) continue;
      instruments.push(complete(classified, { exchange, market, raw: plainJson(row.value) }));
    } catch (error) {
      if (!isRowFault(error)) throw error;
      const exchangeSymbol = nameIn(row, listing);
      quarantined.push({
        exchange,
        market,
        exchangeSymbol,
        reason: error.message,
        raw: plainJson(row.value),
      });
    }
  }
  return { instruments, quarantined, retrievedAt };
}

function isRowFault(error: unknown): error is Error {
  if (error instanceof Unclassifiable || InvalidSymbolError.isInstance(error)) return true;
  return isExchangeError(error) && error.kind === 'badResponse';
}

function complete(
  row: ClassifiedInstrument,
  whose: Pick<Instrument, 'exchange' | 'market' | 'raw'>,
): Instrument {
  const { symbol, underlying } = row;
  return {
    ...whose,
    exchangeSymbol: row.exchangeSymbol,
    symbol,
    baseAsset: symbol.base,
    quoteAsset: symbol.quote,
    settleAsset: symbol.settle,
    type: symbol.type,
    status: row.status,
    tickSize: row.tickSize,
    lotSize: row.lotSize,
    contractSize: row.contractSize ?? null,
    underlyingAsset: underlying?.asset ?? symbol.base,
    baseMultiplier: underlying?.multiplier ?? '1',
    expiresAt: row.expiresAt ?? null,
    listedAt: row.listedAt ?? null,
  };
}
