import {
  BadResponseError,
  type CallOptions,
  type Clock,
  type Instrument,
  type InstrumentStatus,
  isExchangeError,
} from '@marketloom/exchange';
import type { fetchListing, MarketListing } from './listing.ts';
import type { MarketId } from './markets.ts';
import type { MarketClient } from './requests.ts';

/** Whose status to ask for. */
export interface StatusQuestion extends CallOptions {
  readonly instrument: Instrument;
  /** What is being done, for errors. */
  readonly operation: string;
}

/** How long a whole listing answers for the contracts in it: who asks for many asks once. */
const BELIEVED_MS = 10_000;

/** Whether instruments trade. What the exchange lists no more is delisted. */
export class TradingStatuses {
  readonly #clock: Clock;
  readonly #listings = new Map<MarketId, MarketListing>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The status of one instrument. The spot market answers for one pair; the futures markets only give their whole
   * listing.
   * @throws {BadResponseError} when the row of the instrument cannot be classified
   */
  async of(client: MarketClient, question: StatusQuestion): Promise<InstrumentStatus> {
    const { exchangeSymbol } = question.instrument;
    const { id } = client.market;
    const listing =
      id === 'spot' ? await listingOfPair(client, question) : await this.#listingOf(client, question);
    const row = listing.quarantined.find((quarantined) => quarantined.exchangeSymbol === exchangeSymbol);
    if (row !== undefined) {
      const { operation } = question;
      const sample = JSON.stringify(row.raw);
      throw new BadResponseError(row.reason, { exchange: 'binance', operation, path: '$.symbols', sample });
    }
    const listed = listing.instruments.find((instrument) => instrument.exchangeSymbol === exchangeSymbol);
    return listed?.status ?? 'delisted';
  }

  async #listingOf(client: MarketClient, { operation, signal }: StatusQuestion): Promise<MarketListing> {
    const { id } = client.market;
    const known = this.#listings.get(id);
    const age = known === undefined ? Number.NaN : this.#clock.now() - known.retrievedAt;
    if (known !== undefined && age >= 0 && age < BELIEVED_MS) return known;
    const listing = await fetchLate(client, { operation, signal });
    this.#listings.set(id, listing);
    return listing;
  }
}

/** Checking listings takes a library that fetching candles has no use for. */
const fetchLate: typeof fetchListing = async (client, question) =>
  (await import('./listing.ts')).fetchListing(client, question);

async function listingOfPair(client: MarketClient, question: StatusQuestion): Promise<MarketListing> {
  const { instrument, operation, signal } = question;
  try {
    return await fetchLate(client, { operation, signal, pair: instrument });
  } catch (error) {
    // A pair that the market does not list is an error to the market, and an answer to us.
    if (!isExchangeError(error) || error.kind !== 'unknownSymbol') throw error;
    return { instruments: [], quarantined: [], retrievedAt: 0 };
  }
}
