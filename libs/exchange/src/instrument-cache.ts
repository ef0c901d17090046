import { InvalidSymbolError, SymbolRepresentation } from '@marketloom/symbol';
import { type Clock, systemClock } from './clock.ts';
import { compareRepresentative } from './compare-representative.ts';
import { InvalidRequestError } from './errors/invalid-request-error.ts';
import { UnknownSymbolError } from './errors/unknown-symbol-error.ts';
import type { InstrumentSelector } from './exchange-interface.ts';
import type { Instrument, InstrumentListing, MarketFailure } from './instrument.ts';
import { suggestSymbols } from './suggest-symbols.ts';

/** What {@link InstrumentCache.resolve} needs to know. */
export interface ResolveOptions {
  /** The exchange's id, for errors. */
  readonly exchange: string;
  /** What is being done, for errors. */
  readonly operation: string;
  /** Asks the exchange for its instruments. Called only for a symbol that is not known. */
  list(): Promise<Pick<InstrumentListing, 'instruments' | 'failures'>>;
}

/** How long an exchange's listing is believed when it lacks a symbol, in ms. */
const BELIEVED_MS = 60_000;

const isInstrument = (selector: InstrumentSelector): selector is Instrument =>
  typeof selector !== 'string' && 'exchangeSymbol' in selector;

/** What is known of one exchange's instruments, found by their symbols. */
export class InstrumentCache {
  readonly #instruments = new Map<string, Instrument>();
  readonly #clock: Clock;
  /** By full and by bare symbol, each the most representative first; null when it must be made anew. */
  #index: Map<string, Instrument[]> | null = null;
  #listing: Promise<readonly MarketFailure[]> | null = null;
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(options: { readonly clock?: Clock } = {}) {
    this.#clock = options.clock ?? systemClock;
  }

  /** Takes instruments in; one that is known already, by market and native symbol, is replaced. */
  add(instruments: Iterable<Instrument>): void {
    for (const instrument of instruments) {
      this.#instruments.set(JSON.stringify([instrument.market, instrument.exchangeSymbol]), instrument);
    }
    this.#index = null;
  }

  /** All that is known, in the order in which it came. */
  all(): Instrument[] {
    return [...this.#instruments.values()];
  }

  /**
   * The instrument a selector means, or null when none is known. A symbol means the instruments that print just so; a
   * bare one for which there are none means those that only differ in what they settle in. Of several the most
   * representative is meant. An instrument means itself.
   * @throws {InvalidSymbolError} for a text that is not a symbol
   */
  find(selector: InstrumentSelector): Instrument | null {
    if (isInstrument(selector)) return selector;
    const symbol = typeof selector === 'string' ? SymbolRepresentation.parse(selector) : selector;
    this.#index ??= this.#makeIndex();
    const printed = symbol.toString();
    return this.#index.get(`full ${printed}`)?.[0] ?? this.#index.get(`any ${printed}`)?.[0] ?? null;
  }

  /**
   * Like {@link find}, but asks the exchange for its instruments when none is known: once for all who wait, and not
   * again within a minute.
   * @throws {UnknownSymbolError} with the nearest symbols there are
   * @throws {ExchangeError} when none is known and a market that may have it did not answer
   * @throws {InvalidRequestError} for a text that is not a symbol, or an instrument of another exchange
   */
  async resolve(selector: InstrumentSelector, options: ResolveOptions): Promise<Instrument> {
    const { exchange, operation } = options;
    const found = this.#findFor(selector, options) ?? (await this.#listAndFind(selector, options));
    if (found === null) {
      const symbol = isInstrument(selector) ? selector.exchangeSymbol : selector.toString();
      throw new UnknownSymbolError({ exchange, operation, symbol, suggestions: this.#suggest(symbol) });
    }
    if (found.exchange !== exchange) {
      throw new InvalidRequestError(
        `${found.symbol.toString()} given is an instrument of ${found.exchange}`,
        {
          exchange,
          operation,
        },
      );
    }
    return found;
  }

  #findFor(selector: InstrumentSelector, { exchange, operation }: ResolveOptions): Instrument | null {
    try {
      return this.find(selector);
    } catch (error) {
      if (!InvalidSymbolError.isInstance(error)) throw error;
      const nearest = this.#suggest(error.input);
      const hint = nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`;
      throw new InvalidRequestError(error.message + hint, { exchange, operation, cause: error });
    }
  }

  async #listAndFind(selector: InstrumentSelector, options: ResolveOptions): Promise<Instrument | null> {
    // Another's listing may fail for reasons of its own, for instance its abort: then we ask ourselves.
    while (this.#listing !== null) await this.#listing.catch(() => undefined);
    const found = this.find(selector);
    if (found !== null || this.#clock.now() - this.#listedAt < BELIEVED_MS) return found;
    this.#listing = this.#list(options);
    const [failure] = await this.#listing;
    const listed = this.find(selector);
    // Where a market did not answer, the symbol may be its: then the reason is that, not the symbol.
    if (listed === null && failure !== undefined) throw failure.error;
    return listed;
  }

  async #list(options: ResolveOptions): Promise<readonly MarketFailure[]> {
    try {
      const { instruments, failures } = await options.list();
      this.add(instruments);
      if (failures.length === 0) this.#listedAt = this.#clock.now();
      return failures;
    } finally {
      this.#listing = null;
    }
  }

  #suggest(wanted: string): string[] {
    const known = this.all().map(({ symbol }) => symbol.toString());
    return suggestSymbols(wanted, known);
  }

  #makeIndex(): Map<string, Instrument[]> {
    const index = new Map<string, Instrument[]>();
    for (const instrument of [...this.#instruments.values()].toSorted(compareRepresentative)) {
      for (const key of [`full ${instrument.symbol.toString()}`, `any ${instrument.symbol.bare}`]) {
        const known = index.get(key);
        if (known === undefined) index.set(key, [instrument]);
        else known.push(instrument);
      }
    }
    return index;
  }
}
