import { Unclassifiable } from '@marketloom/adapter-kit';
import { printTime } from '@marketloom/exchange';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const QUARTERS: Readonly<Record<string, number>> = { H: 2, M: 5, U: 8, Z: 11 };

/** What the name of a dated contract says of its delivery; the month counts from 0. */
export interface NamedDelivery {
  readonly year: number;
  readonly month: number;
  /** Null where the name tells only the quarter. */
  readonly day: number | null;
}

/**
 * When a contract is delivered, by its name; null for names without a date. Linear contracts tell the day
 * (`BTCUSDT-26DEC25`, `BTC-26DEC25`), inverse ones the quarter by its last month: `BTCUSDH25` March, M June, U
 * September, Z December.
 * https://bybit-exchange.github.io/docs/v5/enum#symbol
 */
export function namedDelivery(exchangeSymbol: string): NamedDelivery | null {
  const [, day, name = '', year] = /-(\d{1,2})([A-Z]{3})(\d{2})$/.exec(exchangeSymbol) ?? [];
  const month = MONTHS.indexOf(name);
  if (day !== undefined && month !== -1) return { year: 2000 + Number(year), month, day: Number(day) };
  const [, letter = '', quarterYear] = /USD([HMUZ])(\d{2})$/.exec(exchangeSymbol) ?? [];
  const quarter = QUARTERS[letter];
  return quarter === undefined ? null : { year: 2000 + Number(quarterYear), month: quarter, day: null };
}

/**
 * Checks that a name and a time of delivery, epoch ms and null for perpetual contracts, say the same.
 * @throws {Unclassifiable} when they do not
 */
export function checkDayInName(exchangeSymbol: string, deliveryTime: number | null): void {
  const named = namedDelivery(exchangeSymbol);
  if (named === null) return;
  if (deliveryTime === null) throw new Unclassifiable('a perpetual contract whose name has a date');
  const date = new Date(deliveryTime);
  const same =
    date.getUTCFullYear() === named.year &&
    date.getUTCMonth() === named.month &&
    (named.day === null || date.getUTCDate() === named.day);
  if (!same)
    throw new Unclassifiable(`delivery is at ${printTime(deliveryTime)}, which is not what the name says`);
}
