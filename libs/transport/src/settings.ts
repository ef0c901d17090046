import { type Clock, type Logger, silentLogger, systemClock } from '@marketloom/exchange';
import { type BudgetRegistry, sharedBudgets } from './budget/budget-registry.ts';
import type { HttpTransportOptions } from './http-transport-options.ts';
import type { RequestEvent, ResponseEvent } from './request-events.ts';
import type { Backoff } from './retry-policy.ts';

/** The options of a transport with every default filled in. */
export interface Settings {
  readonly timeoutMs: number;
  readonly maximumBytes: number;
  readonly retries: number;
  readonly backoff: Backoff;
  readonly concurrency: number;
  readonly maximumWaitMs: number;
  readonly maximumWaiting: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly budgets: BudgetRegistry;
  readonly userAgent: string;
  readonly onRequest: (event: RequestEvent) => void;
  readonly onResponse: (event: ResponseEvent) => void;
}

/** The longest that timers can wait: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER = 2 ** 31 - 1;

/** @throws {RangeError} when a number is out of its range */
export function settingsOf(options: HttpTransportOptions): Settings {
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? silentLogger;
  const minimumMs = inRange('backoff.minimumMs', options.backoff?.minimumMs ?? 250, 0, LONGEST_TIMER);
  return {
    timeoutMs: inRange('timeoutMs', options.timeoutMs ?? 15_000, 1, LONGEST_TIMER),
    maximumBytes: whole('maximumBytes', options.maximumBytes ?? 64 * 1024 * 1024, 1),
    retries: whole('retries', options.retries ?? 5, 0),
    backoff: {
      minimumMs,
      maximumMs: inRange(
        'backoff.maximumMs',
        options.backoff?.maximumMs ?? Math.max(10_000, minimumMs),
        minimumMs,
        LONGEST_TIMER,
      ),
    },
    concurrency: whole('concurrency', options.concurrency ?? 16, 1),
    maximumWaitMs: inRange('maximumWaitMs', options.maximumWaitMs ?? 300_000, 0, Infinity),
    maximumWaiting: whole('maximumWaiting', options.maximumWaiting ?? 10_000, 1),
    clock,
    logger,
    budgets: options.budgets ?? sharedBudgets(clock),
    userAgent: options.userAgent ?? 'marketloom (+https://github.com/marketloom/marketloom)',
    onRequest: harmless('onRequest', options.onRequest, logger),
    onResponse: harmless('onResponse', options.onResponse, logger),
  };
}

function whole(name: string, value: number, minimum: number): number {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`HttpTransport: ${name} must be a whole number, not ${value}`);
  return inRange(name, value, minimum, Infinity);
}

function inRange(name: string, value: number, minimum: number, maximum: number): number {
  if (value >= minimum && value <= maximum) return value;
  const range = maximum === Infinity ? `${minimum} or more` : `from ${minimum} to ${maximum}`;
  throw new RangeError(`HttpTransport: ${name} must be ${range}, not ${value}`);
}

/** An observer that throws must not break the request it observes. */
function harmless<E>(
  name: string,
  observe: ((event: E) => void) | undefined,
  logger: Logger,
): (event: E) => void {
  if (observe === undefined) return () => undefined;
  return (event) => {
    try {
      observe(event);
    } catch (error) {
      logger.error(`${name} threw`, { error });
    }
  };
}
