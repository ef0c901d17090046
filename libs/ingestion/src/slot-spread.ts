import type { RequestCost } from '@marketloom/exchange';

/** So many of one budget are asked for at the begin of a slot, all at once. */
const AT_ONCE = 8;

/** The time between two of which it is not known what they cost, ms. */
const UNKNOWN_PACE_MS = 50;

/** The share of a budget that a slot is spread for, where there is room. */
const USED_SHARE = 0.8;

/** The share of a slot that its requests are spread over at most, where the budget allows that. */
const SLOT_SHARE = 0.9;

/**
 * How long after the begin of a slot each of many instruments is asked for, in ms: a few of one budget at once, the others
 * behind each other so that they do not storm, no faster than the budget allows and within the slot.
 * @param costs what each of them costs; null where that is not known
 */
export function spreadSlots(costs: readonly (RequestCost | null)[], everyMs: number): number[] {
  const offsets = costs.map(() => 0);
  const groups = Map.groupBy(costs.keys(), (index) => costs[index]?.budget.id);
  for (const indices of groups.values()) {
    const room = everyMs * SLOT_SHARE;
    const later = indices.slice(AT_ONCE - 1);
    const paces = indices.map((index) => paceOf(costs[index] ?? null));
    const fastest = sum(paces.slice(AT_ONCE - 1));
    const isKnown = costs[indices[0] ?? 0] !== null;
    const span = Math.max(isKnown ? fastest : 0, Math.min(room, fastest / USED_SHARE));
    let before = 0;
    for (const [place, index] of later.entries()) {
      offsets[index] = Math.floor((before / fastest) * span);
      before += paces[AT_ONCE - 1 + place] ?? 0;
    }
  }
  return offsets;
}

/** How long a budget takes to allow a request, ms. */
function paceOf(cost: RequestCost | null): number {
  return cost === null ? UNKNOWN_PACE_MS : (cost.weight * cost.budget.windowMs) / cost.budget.capacity;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
