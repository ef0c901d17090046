import type { Clock, Logger } from '@marketloom/exchange';
import type { BudgetRegistry } from './budget/budget-registry.ts';
import type { RequestEvent, ResponseEvent } from './request-events.ts';
import type { Backoff } from './retry-policy.ts';

/** Options of `HttpTransport`. Everything has a default. */
export interface HttpTransportOptions {
  /** From the moment a request is handed to the network to the last byte of its answer. 15,000. */
  readonly timeoutMs?: number;
  /** The largest answer, as sent and decompressed. 64 MiB. */
  readonly maximumBytes?: number;
  /** How often a request is sent again where that can help. 5. */
  readonly retries?: number;
  /** The waits between attempts. 250 ms to 10,000 ms. */
  readonly backoff?: Partial<Backoff>;
  /** Requests in flight at once on one budget, and so connections. 16. */
  readonly concurrency?: number;
  /** The longest wait for a budget, the end of a pause or of a ban; a longer one is refused at once. 5 minutes. */
  readonly maximumWaitMs?: number;
  /** How many requests may wait for one budget at once; a further one is refused. 10,000. */
  readonly maximumWaiting?: number;
  /** Tells the time and waits, for budgets, pauses and back-off. Timeouts of requests run on the machine's own timers. */
  readonly clock?: Clock;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger;
  /** Budgets to share. By default one registry for the whole process. */
  readonly budgets?: BudgetRegistry;
  readonly userAgent?: string;
  /** Called when a request is about to be written. */
  readonly onRequest?: (event: RequestEvent) => void;
  /** Called when a request that was written has ended, well or not. */
  readonly onResponse?: (event: ResponseEvent) => void;
}
