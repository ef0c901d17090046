import type { Market } from '../market.ts';
import { ExchangeFailure, illegalCharacters, invalidData, missingParameter } from './exchange-failure.ts';

const DIGITS = '^[0-9]{1,20}$';
const SPOT_SYMBOL = '^[\\w\\-._&&[^a-z]]{1,50}$';

/**
 * The query of a request, read the way the market does: spot refuses parameters it does not know or that come twice, and
 * lower-case symbols; futures let unknown parameters pass and take symbols in any case.
 */
export class Parameters {
  readonly #query: URLSearchParams;
  readonly #market: Market;

  /** @throws {ExchangeFailure} for what spot refuses on sight */
  constructor(market: Market, query: URLSearchParams, known: readonly string[]) {
    this.#market = market;
    this.#query = query;
    if (market !== 'spot') return;
    const names = [...query.keys()];
    if (new Set(names).size < names.length) {
      throw new ExchangeFailure(-1101, 'Duplicate values for a parameter detected.');
    }
    const read = names.filter((name) => known.includes(name));
    if (read.length < names.length) {
      throw new ExchangeFailure(
        -1104,
        `Not all sent parameters were read; read '${read.length}' parameter(s) but was sent '${names.length}'.`,
      );
    }
  }

  /** A parameter as it was sent; null when it was not, or on futures when it was empty. */
  text(name: string): string | null {
    const value = this.#query.get(name);
    if (value === '' && this.#market === 'spot') {
      throw new ExchangeFailure(-1105, `Parameter '${name}' was empty.`);
    }
    return value === '' ? null : value;
  }

  /** A parameter that must be there. */
  required(name: string): string {
    const value = this.text(name);
    if (value === null) throw missingParameter(name);
    return value;
  }

  /** The symbol. */
  symbol(): string {
    const value = this.required('symbol');
    if (this.#market !== 'spot') return value.toUpperCase();
    if (/[a-z]/.test(value) || !/^[\p{L}\p{N}\-._]{1,50}$/u.test(value))
      throw illegalCharacters('symbol', SPOT_SYMBOL);
    return value;
  }

  /** A whole number; null when it was not sent. */
  integer(name: string): number | null {
    const value = this.text(name);
    if (value === null) return null;
    if (/^\d{1,20}$/.test(value)) return Number(value);
    throw this.#market === 'spot' ? illegalCharacters(name, DIGITS) : malformed(name, value);
  }
}

/** Futures call a negative number invalid, and what is no number malformed. */
function malformed(name: string, value: string): ExchangeFailure {
  return /^-\d+$/.test(value) ? invalidData(name) : missingParameter(name);
}
