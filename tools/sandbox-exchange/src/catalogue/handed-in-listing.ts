import type { Market } from '../market.ts';
import type { SandboxInstrument } from './instrument.ts';
import { listedInstrument } from './listed-instrument.ts';

/** An exchangeInfo body that was handed in: served as it is, its instruments trade in simulation. */
export class HandedInListing {
  readonly #market: Market;
  readonly #text: string;
  readonly #parsed: { readonly symbols: readonly { readonly symbol: string }[] };
  readonly #rows: ReadonlyMap<string, object>;
  readonly #instruments = new Map<string, SandboxInstrument | null>();

  constructor(market: Market, body: string | object) {
    this.#market = market;
    this.#text = typeof body === 'string' ? body : JSON.stringify(body);
    this.#parsed = JSON.parse(this.#text);
    this.#rows = new Map(this.#parsed.symbols.map((row) => [row.symbol, row]));
  }

  /** The body, with these symbols only; null when one of them is not in it. */
  body(symbols: readonly string[] | null): Buffer | null {
    if (symbols === null) return Buffer.from(this.#text);
    if (symbols.some((symbol) => !this.#rows.has(symbol))) return null;
    const rows = symbols.map((symbol) => this.#rows.get(symbol));
    return Buffer.from(JSON.stringify({ ...this.#parsed, symbols: rows }));
  }

  /** An instrument of the listing; null when it has none of that symbol, or one without steps. */
  find(symbol: string): SandboxInstrument | null {
    if (!this.#instruments.has(symbol)) {
      const row = this.#rows.get(symbol);
      this.#instruments.set(symbol, row ? listedInstrument(this.#market, row) : null);
    }
    return this.#instruments.get(symbol) ?? null;
  }
}
