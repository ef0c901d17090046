import { BanError, InvalidRequestError, RateLimitError } from '@marketloom/exchange';
import type { Entry } from './budget-gate.ts';
import type { Pause } from './pause.ts';

/** @throws {InvalidRequestError} when a request can never be let through */
export function checkRequest(entry: Entry, windowMs: number): void {
  const { budget, weight } = entry;
  const invalid = (message: string): InvalidRequestError => new InvalidRequestError(message, entry);
  if (!(budget.capacity > 0 && budget.windowMs > 0)) {
    throw invalid(
      `the budget ${budget.id} needs a positive capacity and window, not ${budget.capacity} and ${budget.windowMs} ms`,
    );
  }
  if (budget.windowMs !== windowMs) {
    throw invalid(
      `the budget ${budget.id} has windows of ${windowMs} ms, not ${budget.windowMs} ms: one id, one window`,
    );
  }
  if (!(weight >= 0 && Number.isFinite(weight))) {
    throw invalid(`the weight of a request must be a number of 0 or more, not ${weight}`);
  }
  if (weight > budget.capacity) {
    throw invalid(
      `the request weighs ${weight}, and the budget ${budget.id} allows ${budget.capacity} in ${printSpan(windowMs)}: ` +
        `${weight} - ${budget.capacity} = ${weight - budget.capacity} too much; ask for less in one request`,
    );
  }
}

/** The error of a request for which the queue has no room. */
export function overfull(entry: Entry, waiting: number): RateLimitError {
  return new RateLimitError(
    `${waiting} requests already wait for the budget ${entry.budget.id}, the most there may be; send fewer at once`,
    entry,
  );
}

/** The error of a request whose wait would be longer than it may be. */
export function refusal(
  entry: Entry,
  {
    now,
    turn,
    pause,
    used,
  }: { readonly now: number; readonly turn: number; readonly pause: Pause | null; readonly used: number },
): RateLimitError | BanError {
  const { budget, exchange, operation, maximumWaitMs } = entry;
  const wait = Math.ceil(turn - now);
  const limits = `the wait of ${printSpan(wait)} is longer than the ${printSpan(maximumWaitMs)} allowed`;
  const details = { exchange, operation, retryAfterMs: wait };
  if (pause?.kind === 'ban') {
    return new BanError(
      `banned by the exchange until ${printTime(pause.until)}; nothing is sent before, and ${limits}`,
      {
        ...details,
        bannedUntil: pause.until,
        cause: pause.error,
      },
    );
  }
  if (pause !== null) {
    return new RateLimitError(
      `the exchange asked for a pause until ${printTime(pause.until)}; nothing is sent before, and ${limits}`,
      { ...details, cause: pause.error },
    );
  }
  return new RateLimitError(
    `the budget ${budget.id} is used up (${used} of ${budget.capacity} in ${printSpan(budget.windowMs)}), and ${limits}`,
    details,
  );
}

/** A time as people read it. */
export function printTime(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}

function printSpan(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(3))} s`;
}
