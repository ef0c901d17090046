import { isExchangeError } from '@marketloom/exchange';

/** How long to wait between attempts. */
export interface Backoff {
  /** Before the second attempt, at most; doubled before each further one. */
  readonly minimumMs: number;
  /** At most, before any. */
  readonly maximumMs: number;
}

const finals: WeakSet<Error> = new WeakSet();

/** Marks an error of a kind that is usually retryable as one that is not worth another attempt. */
export function final<E extends Error>(error: E): E {
  finals.add(error);
  return error;
}

/**
 * How long to wait after a failed attempt, in ms; null when another attempt does not help. Half of the wait is chance,
 * so that those who failed together don't come back together. Limits and bans ask for no wait here: the budget, which
 * everyone shares, makes everyone wait.
 */
export function waitBeforeRetry(error: unknown, attempt: number, backoff: Backoff): number | null {
  if (!isExchangeError(error) || !error.retryable || finals.has(error)) return null;
  if (error.kind === 'rateLimit' || error.kind === 'ban') return 0;
  const longest = Math.min(backoff.maximumMs, backoff.minimumMs * 2 ** (attempt - 1));
  return Math.max(error.retryAfterMs ?? 0, Math.round(longest * (0.5 + Math.random() / 2)));
}
