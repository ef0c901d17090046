import type { Market } from '../market.ts';
import type { Endpoint } from './weights.ts';

/** One request to the simulated exchange and how it was answered. */
export interface SandboxRequest {
  /** Counted from 1. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Null for a path outside the three markets. */
  readonly market: Market | null;
  /** Null for a path that is not simulated. */
  readonly endpoint: Endpoint | null;
  readonly weight: number;
  /** The status that was sent; 0 where a fault left the request without an answer. */
  readonly status: number;
  /** The simulated exchange's time, epoch ms. */
  readonly at: number;
  readonly insideBan: boolean;
  readonly insideRetryAfter: boolean;
  /** The kind of the fault that befell it; null for none. */
  readonly fault: string | null;
}

/** Exact counts over all requests, however many the log keeps. */
export interface RequestCounters {
  total: number;
  weight: number;
  /** Requests that came inside a ban. */
  insideBan: number;
  /** Requests that came before the Retry-After of a 429 was over. */
  insideRetryAfter: number;
  byStatus: Record<string, number>;
  /** By market and endpoint: `usdm/klines`. */
  byEndpoint: Record<string, number>;
  byFault: Record<string, number>;
}

/** Keeps the newest requests and counts all. */
export class RequestLog {
  readonly requests: SandboxRequest[] = [];
  readonly #size: number;
  #counters: RequestCounters = noCounts();

  constructor(size: number) {
    this.#size = size;
  }

  /** The counts so far. */
  get counters(): Readonly<RequestCounters> {
    return this.#counters;
  }

  /** Notes a request. When twice as many as asked for are kept, the older half goes. */
  add(request: Omit<SandboxRequest, 'number'>): void {
    const counters = this.#counters;
    counters.total += 1;
    counters.weight += request.weight;
    if (request.insideBan) counters.insideBan += 1;
    if (request.insideRetryAfter) counters.insideRetryAfter += 1;
    increment(counters.byStatus, String(request.status));
    increment(counters.byEndpoint, `${request.market ?? 'none'}/${request.endpoint ?? 'none'}`);
    if (request.fault !== null) increment(counters.byFault, request.fault);
    this.requests.push({ number: counters.total, ...request });
    if (this.requests.length >= this.#size * 2) this.requests.splice(0, this.requests.length - this.#size);
  }

  /** Forgets all requests and counts. */
  clear(): void {
    this.requests.length = 0;
    this.#counters = noCounts();
  }
}

function noCounts(): RequestCounters {
  return {
    total: 0,
    weight: 0,
    insideBan: 0,
    insideRetryAfter: 0,
    byStatus: {},
    byEndpoint: {},
    byFault: {},
  };
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
