import type { BudgetFacts } from '@marketloom/adapter-kit';

/**
 * One address may send 600 requests within any 5 seconds, to all hosts and markets of the exchange together; who sends
 * more is banned for ten minutes. When those 5 seconds begin is not told. Any 5 seconds touch at most six seconds of the
 * clock, so 100 in each of these keeps within the limit wherever they begin.
 * https://bybit-exchange.github.io/docs/v5/rate-limit#ip-limit
 */
export const publicBudget: BudgetFacts = { name: 'public', capacity: 100, windowMs: 1000 };
