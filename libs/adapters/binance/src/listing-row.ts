import { isDecimalText, compareDecimalText } from '@marketloom/exchange';
import { z } from 'zod';

/** A row of a listing that cannot be classified; the message is the reason, in words for a person. */
export class Unclassifiable extends Error {
  override readonly name = 'Unclassifiable';
}

const filter = z.object({
  filterType: z.string(),
  tickSize: z.unknown().optional(),
  stepSize: z.unknown().optional(),
});

const shared = {
  symbol: z.string().min(1),
  baseAsset: z.string().min(1),
  quoteAsset: z.string().min(1),
  filters: z.array(filter).default([]),
};

const time = z.number().int().nonnegative();

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information */
export const spotRow = z.object({ ...shared, status: z.string(), contractType: z.unknown().optional() });

/**
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Exchange-Information
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Exchange-Information
 */
export const futuresRow = z.object({
  ...shared,
  pair: z.string().optional(),
  marginAsset: z.string().min(1),
  contractType: z.string().nullish(),
  /** USD-M. */
  status: z.string().optional(),
  /** COIN-M. */
  contractStatus: z.string().optional(),
  deliveryDate: time.nullish(),
  onboardDate: time.nullish(),
  contractSize: z.union([z.number(), z.string()]).nullish(),
});

/** A row of USD-M or COIN-M. */
export type FuturesRow = z.infer<typeof futuresRow>;
/** Binance's filters of one symbol. */
export type Filters = z.infer<typeof spotRow>['filters'];

/**
 * Reads a row leniently: what is not needed may be anything.
 * @throws {Unclassifiable} naming the first field at fault
 */
export function readRow<S extends z.ZodType>(schema: S, raw: unknown): z.infer<S> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') || 'row';
  throw new Unclassifiable(`${path}: ${issue?.message ?? 'not as documented'}`);
}

/**
 * A step of the price or the size; null where there is none, which Binance also writes as zero.
 * https://developers.binance.com/docs/binance-spot-api-docs/filters
 * @throws {Unclassifiable} when it is not a decimal
 */
export function stepOf(filters: Filters, filterType: 'PRICE_FILTER' | 'LOT_SIZE'): string | null {
  const field = filterType === 'PRICE_FILTER' ? 'tickSize' : 'stepSize';
  const step = filters.find((candidate) => candidate.filterType === filterType)?.[field];
  return step === undefined ? null : positive(step, `${filterType}.${field}`);
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
