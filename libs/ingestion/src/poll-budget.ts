import { type ExchangeInterface, isExchangeError, type RequestCost } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import { IngestionError } from './ingestion-error.ts';

/** What is to be polled. */
export interface PollPlan {
  readonly entries: readonly CatalogueEntry[];
  readonly everyMs: number;
  readonly depth: number | undefined;
  /** How many slots; Infinity when there is no end. */
  readonly slots: number;
}

/** Times between two slots that people choose, ms. */
const USUAL_EVERY = [
  100,
  200,
  250,
  500,
  ...[1, 2, 5, 10, 15, 20, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * 3_600_000),
];

/** Depths that people choose, where an exchange takes any. */
const USUAL_DEPTHS = [5, 10, 20, 50, 100, 500, 1000, 5000];

/**
 * What each book costs; null where the exchange does not tell.
 * @throws {IngestionError} when a market has no such depth, and when all of it is more than a budget allows: with the
 * arithmetic, and what would fit
 */
export function costsOf(exchange: ExchangeInterface, plan: PollPlan): (RequestCost | null)[] {
  const costs = plan.entries.map((entry) => costOf(exchange, entry, plan.depth));
  const groups = Map.groupBy(costs.keys(), (index) => costs[index]?.budget.id);
  for (const indices of groups.values()) {
    const [first = 0] = indices;
    const cost = costs[first];
    const entry = plan.entries[first];
    if (!cost || entry === undefined) continue;
    const weight = indices.reduce((total, index) => total + (costs[index]?.weight ?? 0), 0);
    const { capacity, windowMs } = cost.budget;
    if (fits(weight, capacity, windowMs, plan)) continue;
    const books = indices.flatMap((index) => plan.entries[index] ?? []);
    refuse(exchange, plan, { books, cost, weight, market: entry.market });
  }
  return costs;
}

function costOf(
  exchange: ExchangeInterface,
  entry: CatalogueEntry,
  depth: number | undefined,
): RequestCost | null {
  try {
    return exchange.orderBookCost(entry, depth);
  } catch (error) {
    if (!isExchangeError(error)) throw error;
    throw new IngestionError('invalidRequest', error.message);
  }
}

/** Whether so much weight a slot fits. Where there is one slot only it takes as long as it takes. */
function fits(weight: number, capacity: number, windowMs: number, { everyMs, slots }: PollPlan): boolean {
  return slots === 1 || weight * Math.min(slots, windowMs / everyMs) <= capacity;
}

interface TooMuch {
  readonly books: readonly CatalogueEntry[];
  readonly cost: RequestCost;
  /** Of all of them, in one slot. */
  readonly weight: number;
  readonly market: string;
}

function refuse(
  exchange: ExchangeInterface,
  plan: PollPlan,
  { books, cost, weight, market }: TooMuch,
): never {
  const { capacity, windowMs } = cost.budget;
  const perWindow = Math.min(plan.slots, windowMs / plan.everyMs);
  const each =
    weight === books.length * cost.weight ? `${books.length} × ${cost.weight}` : `${books.length} books`;
  const atDepth = plan.depth === undefined ? '' : ` at depth ${plan.depth}`;
  const window = windowMs === 60_000 ? 'a minute' : `in ${printDuration(windowMs)}`;
  const slots = `${round(perWindow)} ${perWindow === 1 ? 'slot' : 'slots'} ${window}`;
  const ways = waysToFit(exchange, plan, { books, cost, weight, market });
  throw new IngestionError(
    'overBudget',
    `${exchange.id} ${market}: more than the request budget allows: ${each} = ${weight} of weight for all books${atDepth}, ` +
      `every ${printDuration(plan.everyMs)} = ${slots}: ${weight} × ${round(perWindow)} = ${round(weight * perWindow)} ${window}, ` +
      `of ${capacity}. What would fit: ${ways.join(', or ')}`,
  );
}

function waysToFit(
  exchange: ExchangeInterface,
  plan: PollPlan,
  { books, cost, weight, market }: TooMuch,
): string[] {
  const { capacity, windowMs } = cost.budget;
  const ways: string[] = [];
  const every = USUAL_EVERY.find((everyMs) => fits(weight, capacity, windowMs, { ...plan, everyMs }));
  if (every !== undefined) ways.push(`every ${printDuration(every)}`);
  const depths = exchange.capabilities[market]?.orderBook.depths;
  const steps = depths?.kind === 'steps' ? depths.steps : USUAL_DEPTHS;
  const depth = steps.findLast(
    (step) =>
      step < (plan.depth ?? Number.POSITIVE_INFINITY) &&
      (depths?.kind !== 'upTo' || step <= depths.maximum) &&
      fits(weightAt(exchange, books, step), capacity, windowMs, plan),
  );
  if (depth !== undefined) ways.push(`depth ${depth}`);
  const most = Math.floor(capacity / (cost.weight * Math.min(plan.slots, windowMs / plan.everyMs)));
  if (most > 0) ways.push(`${most} ${most === 1 ? 'symbol' : 'symbols'}`);
  return ways;
}

function weightAt(exchange: ExchangeInterface, books: readonly CatalogueEntry[], depth: number): number {
  return books.reduce((total, book) => total + (exchange.orderBookCost(book, depth)?.weight ?? 0), 0);
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}

/** A duration as it is written in options: `500ms`, `5s`, `2m`, `1h`. */
function printDuration(milliseconds: number): string {
  const units = [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const [unit, length] = units.find(([, each]) => milliseconds % each === 0) ?? ['ms', 1];
  return `${milliseconds / length}${unit}`;
}
