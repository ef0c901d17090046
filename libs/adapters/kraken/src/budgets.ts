import type { BudgetFacts } from '@marketloom/adapter-kit';

/** What one IP address may ask. Name here the page of the exchange that says so. */
export const publicBudget: BudgetFacts = { name: 'public', capacity: 600, windowMs: 60_000 };
