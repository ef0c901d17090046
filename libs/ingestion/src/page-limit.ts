import type { ExchangeInterface } from '@marketloom/exchange';

/** How many candles one answer holds where a market says nothing of it. */
const USUAL_PAGE = 500;

/** How many candles one answer of a market holds. */
export function pageLimitOf({ capabilities }: ExchangeInterface, market: string): number {
  return capabilities[market]?.klines.pageLimit ?? USUAL_PAGE;
}
