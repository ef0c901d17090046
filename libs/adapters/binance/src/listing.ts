import { type CallOptions, type Instrument, type QuarantinedInstrument } from '@marketloom/exchange';
import { InvalidSymbolError } from '@marketloom/symbol';
import { decodeJson, JsonReader } from '@marketloom/transport';
import { futuresInstrument } from './futures-instrument.ts';
import { Unclassifiable } from './listing-row.ts';
import type { MarketId } from './markets.ts';
import type { MarketClient } from './requests.ts';
import { spotInstrument } from './spot-instrument.ts';
import { contractAt } from './statuses.ts';

/** What one market lists. */
export interface MarketListing {
  readonly instruments: readonly Instrument[];
  readonly quarantined: readonly QuarantinedInstrument[];
  /** When the answer had arrived, epoch ms. */
  readonly retrievedAt: number;
}

/** Classifies each row by itself: one that cannot be is quarantined with the reason, and the rest goes on. */
function classifyRows(rows: readonly unknown[], market: MarketId, retrievedAt: number): MarketListing {
  const instruments: Instrument[] = [];
  const quarantined: QuarantinedInstrument[] = [];
  for (const raw of rows) {
    try {
      instruments.push(classify(raw, market, retrievedAt));
    } catch (error) {
      if (!(error instanceof Unclassifiable) && !InvalidSymbolError.isInstance(error)) throw error;
      const reason = error.message;
      quarantined.push({ exchange: 'binance', market, exchangeSymbol: nameOf(raw), reason, raw });
    }
  }
  return { instruments, quarantined, retrievedAt };
}

function classify(raw: unknown, market: MarketId, retrievedAt: number): Instrument {
  return market === 'spot' ? spotInstrument(raw) : contractAt(futuresInstrument(raw, market), retrievedAt);
}

function nameOf(raw: unknown): string | null {
  const name = typeof raw === 'object' && raw !== null && 'symbol' in raw ? raw.symbol : null;
  return typeof name === 'string' ? name : null;
}

/** Which accounts may trade a spot pair is two thirds of its row, and nothing that is needed here. */
function queryOf(market: MarketId, pair: Instrument | undefined): Readonly<Record<string, string>> {
  if (market !== 'spot') return {};
  const wanted = pair === undefined ? {} : { symbol: pair.exchangeSymbol };
  return { ...wanted, showPermissionSets: 'false' };
}

/**
 * Asks a market for what it lists; the spot market also for one pair alone.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 */
export async function fetchListing(
  client: MarketClient,
  options: CallOptions & { readonly operation: string; readonly pair?: Instrument },
): Promise<MarketListing> {
  const { operation, pair, signal } = options;
  return client.send({
    path: 'exchangeInfo',
    query: queryOf(client.market.id, pair),
    weight: client.market.listingWeight,
    operation,
    instrument: pair,
    signal,
    decode: (response) => {
      const context = { exchange: 'binance', operation };
      const rows = JsonReader.of(decodeJson(response, context), context).field('symbols').items();
      const values = rows.map(({ value }) => value);
      return classifyRows(values, client.market.id, response.receivedAt);
    },
  });
}
