import type { BudgetFacts } from '@marketloom/adapter-kit';

const WINDOW_MS = 2000;

/**
 * What one IP address may ask in two seconds, each endpoint by itself, as its section of https://www.okx.com/docs-v5/en/
 * says. All markets share an endpoint, and so its budget. No header tells what has been used.
 */
const budget = (name: string, capacity: number): BudgetFacts => ({ name, capacity, windowMs: WINDOW_MS });

/** https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks */
export const recentCandles: BudgetFacts = budget('candles', 40);

/** https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-candlesticks-history */
export const candlesHistory: BudgetFacts = budget('history-candles', 20);

/** https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-order-book */
export const books: BudgetFacts = budget('books', 40);

/** https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-full-order-book */
export const fullBooks: BudgetFacts = budget('books-full', 10);

/** https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments; counted for each type of instrument. */
export const instruments = (instType: string): BudgetFacts => budget(`instruments ${instType}`, 20);

/** https://www.okx.com/docs-v5/en/#public-data-rest-api-get-system-time */
export const systemTime: BudgetFacts = budget('time', 10);
