import { type Clock, type RequestBudget, systemClock } from '@marketloom/exchange';
import { BudgetGate, type BudgetState } from './budget-gate.ts';

/**
 * The budgets that a process shares, by their id. Transports that are handed the same registry wait for each other and
 * keep each other's bans.
 */
export class BudgetRegistry {
  readonly #clock: Clock;
  readonly #gates: Map<string, BudgetGate> = new Map();

  constructor(options: { readonly clock?: Clock } = {}) {
    this.#clock = options.clock ?? systemClock;
  }

  /** What is known of a budget now; null when no request named it yet. */
  state(id: string): BudgetState | null {
    return this.#gates.get(id)?.state() ?? null;
  }

  /**
   * The gate of a budget. The first request that names it sets the length of its windows.
   * @internal
   */
  gate(budget: RequestBudget): BudgetGate {
    let gate = this.#gates.get(budget.id);
    if (gate === undefined) {
      gate = new BudgetGate(budget.windowMs, this.#clock);
      this.#gates.set(budget.id, gate);
    }
    return gate;
  }
}

const registries: WeakMap<Clock, BudgetRegistry> = new WeakMap();

/** The registry that everything on one clock shares; for the machine's own clock that is the entire process. */
export function sharedBudgets(clock: Clock = systemClock): BudgetRegistry {
  let registry = registries.get(clock);
  if (registry === undefined) {
    registry = new BudgetRegistry({ clock });
    registries.set(clock, registry);
  }
  return registry;
}
