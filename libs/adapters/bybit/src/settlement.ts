import { Unclassifiable } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';
import type { Category } from './categories.ts';

/** What is known of a contract before what it settles in. */
interface Contract {
  readonly exchangeSymbol: string;
  readonly base: string;
  readonly quote: string;
  readonly category: Category;
}

/**
 * What a contract settles in. Rows of before 2023 do not tell: inverse contracts settle in their base, `BTCPERP` in USDC
 * though it is quoted in dollars, and other linear ones in the stablecoin in which they are quoted.
 * https://bybit-exchange.github.io/docs/v5/enum#symbol
 * @throws {Unclassifiable} where neither row nor name tells
 */
export function settlementOf(row: JsonReader, { exchangeSymbol, base, quote, category }: Contract): string {
  const told = row.optional('settleCoin');
  if (told !== null && !told.isNull) return told.string();
  if (category === 'inverse') return base;
  if (quote === 'USDT' || quote === 'USDC') return quote;
  if (exchangeSymbol.endsWith('PERP')) return 'USDC';
  throw new Unclassifiable(`a linear contract in ${quote} that does not tell what it settles in`);
}
