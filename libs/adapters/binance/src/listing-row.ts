import { isDecimalText, compareDecimalText } from '@marketloom/exchange';

/** A row of a listing that cannot be classified; the message is the reason, in words for a person. */
export class Unclassifiable extends Error {
  override readonly name = 'Unclassifiable';
}

/** Binance's filters of one symbol. */
export type Filters = readonly {
  readonly filterType: string;
  readonly tickSize?: unknown;
  readonly stepSize?: unknown;
}[];

/** What rows of all markets have. */
interface SharedRow {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly filters: Filters;
}

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information */
export interface SpotRow extends SharedRow {
  readonly status: string;
  readonly contractType: unknown;
}

/**
 * A row of USD-M or COIN-M.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Exchange-Information
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Exchange-Information
 */
export interface FuturesRow extends SharedRow {
  readonly pair: string | null | undefined;
  /** Until the middle of 2020, rows of USD-M had none. */
  readonly marginAsset: string | undefined;
  readonly contractType: string | null | undefined;
  /** USD-M. */
  readonly status: string | undefined;
  /** COIN-M. */
  readonly contractStatus: string | undefined;
  readonly deliveryDate: number | null | undefined;
  readonly onboardDate: number | null | undefined;
  readonly contractSize: number | string | null | undefined;
}

/**
 * Reads a row of the spot listing leniently: what is not needed may be anything.
 * @throws {Unclassifiable} naming the first field at fault
 */
export function readSpotRow(raw: unknown): SpotRow {
  const row = new Fields(raw);
  return { ...sharedRow(row), status: row.text('status'), contractType: row.get('contractType') };
}

/**
 * Reads a row of a futures listing as leniently.
 * @throws {Unclassifiable} naming the first field at fault
 */
export function readFuturesRow(raw: unknown): FuturesRow {
  const row = new Fields(raw);
  return {
    ...sharedRow(row),
    pair: row.nullish('pair', isText, 'a text'),
    marginAsset: row.get('marginAsset') === undefined ? undefined : row.name('marginAsset'),
    contractType: row.nullish('contractType', isText, 'a text'),
    status: row.optional('status', isText, 'a text'),
    contractStatus: row.optional('contractStatus', isText, 'a text'),
    deliveryDate: row.time('deliveryDate'),
    onboardDate: row.time('onboardDate'),
    contractSize: row.nullish('contractSize', isSize, 'a size'),
  };
}

function sharedRow(row: Fields): SharedRow {
  return {
    symbol: row.name('symbol'),
    baseAsset: row.name('baseAsset'),
    quoteAsset: row.name('quoteAsset'),
    filters: row.nullish('filters', areFilters, 'a list of filters') ?? [],
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
/** A number, or its digits as a text, which proxies that spare numbers make of it. */
const isTime = (value: unknown): value is number | string =>
  typeof value === 'string'
    ? /^\d{1,15}$/.test(value)
    : Number.isSafeInteger(value) && (value as number) >= 0;
const isSize = (value: unknown): value is number | string =>
  typeof value === 'string' || Number.isFinite(value);
const areFilters = (value: unknown): value is Filters =>
  Array.isArray(value) &&
  value.every(
    (filter: unknown) =>
      typeof filter === 'object' && filter !== null && 'filterType' in filter && isText(filter.filterType),
  );

/** The fields of a row, each looked at when it is read. */
class Fields {
  readonly #row: Readonly<Record<string, unknown>>;

  constructor(raw: unknown) {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      throw new Unclassifiable('row: not an object');
    this.#row = raw as Readonly<Record<string, unknown>>;
  }

  get(field: string): unknown {
    return Object.hasOwn(this.#row, field) ? this.#row[field] : undefined;
  }

  optional<T>(field: string, is: (value: unknown) => value is T, what: string): T | undefined {
    const value = this.get(field);
    if (value === undefined || is(value)) return value;
    throw new Unclassifiable(`${field}: not ${what}, but ${JSON.stringify(value)}`);
  }

  nullish<T>(field: string, is: (value: unknown) => value is T, what: string): T | null | undefined {
    return this.get(field) === null ? null : this.optional(field, is, what);
  }

  /** Epoch ms. */
  time(field: string): number | null | undefined {
    const value = this.nullish(field, isTime, 'a time');
    return typeof value === 'string' ? Number(value) : value;
  }

  text(field: string): string {
    const value = this.optional(field, isText, 'a text');
    if (value === undefined) throw new Unclassifiable(`${field}: missing`);
    return value;
  }

  /** A text that is not empty. */
  name(field: string): string {
    const value = this.text(field);
    if (value === '') throw new Unclassifiable(`${field}: empty`);
    return value;
  }
}

/**
 * A step of the price or the size; null where there is none, which Binance also writes as zero.
 * https://developers.binance.com/docs/binance-spot-api-docs/filters
 * @throws {Unclassifiable} when it is not a decimal
 */
export function stepOf(filters: Filters, filterType: 'PRICE_FILTER' | 'LOT_SIZE'): string | null {
  const field = filterType === 'PRICE_FILTER' ? 'tickSize' : 'stepSize';
  const step = filters.find((candidate) => candidate.filterType === filterType)?.[field];
  return step === undefined || step === null ? null : positive(step, `${filterType}.${field}`);
}

/**
 * A decimal greater than zero, as text; null for zero.
 * @throws {Unclassifiable} when it is not a decimal, or negative
 */
export function positive(value: unknown, field: string): string | null {
  // The numbers in question are short: their shortest text is the one that was sent.
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !isDecimalText(text) || compareDecimalText(text, '0') < 0) {
    throw new Unclassifiable(`${field} is not a positive decimal: ${JSON.stringify(value)}`);
  }
  return compareDecimalText(text, '0') === 0 ? null : text;
}
