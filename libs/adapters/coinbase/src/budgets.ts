import type { BudgetFacts } from '@marketloom/adapter-kit';

/**
 * Ten public requests a second for each IP address, from a bucket that holds 15
 * (https://docs.cdp.coinbase.com/exchange/rest-api/rate-limits). Budgets are counted in windows, and two full ones may
 * meet: 14 requests at once, which the bucket takes, where windows of a second would have 20.
 */
export const publicBudget: BudgetFacts = { name: 'public', capacity: 7, windowMs: 700 };
