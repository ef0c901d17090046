import type { IncomingMessage, ServerResponse } from 'node:http';
import { deliver, deliverFaulty, type PlannedResponse, statusOf } from '../faults/deliver.ts';
import { BOOK_FAULTS, type BookFault, type Fault, ROW_FAULTS, type RowFault } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import { spoilBook } from '../faults/wrong-books.ts';
import { spoilRows } from '../faults/wrong-rows.ts';
import type { Market } from '../market.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';
import { answer } from './endpoints.ts';
import { ExchangeFailure } from './exchange-failure.ts';
import type { StreamLog } from '../streams/stream-log.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RequestLog } from './request-log.ts';
import type { Route } from './route.ts';
import { weightOf } from './weights.ts';

/** What the exchange's own paths are answered with. */
export interface ExchangeHandlerParts {
  readonly exchange: SimulatedExchange;
  readonly limiter: RateLimiter;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly streamLog: StreamLog;
  readonly now: () => number;
  /** How late answers are sent. */
  readonly delayMs: number;
}

/** How old a stale book is unless the fault says. */
const STALE_BY_MS = 5000;

/** Headers of every response. */
export const SIMULATED_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/json;charset=UTF-8',
  'x-simulated': 'true',
};

/** Answers a request to one of the three markets: limits first, then faults, then the exchange itself. */
export function handleExchangeRequest(
  parts: ExchangeHandlerParts,
  route: Route,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): void {
  const { exchange, limiter, faults, log } = parts;
  const { market, endpoint } = route;
  const at = parts.now();
  const weight = endpoint === null ? 1 : weightOf(market, endpoint, url.searchParams.get('limit'));
  const admission = limiter.admit(market, weight, at);
  const symbol = url.searchParams.get('symbol');
  const fault = admission.failure || endpoint === null ? null : faults.next({ market, endpoint, symbol });
  const date = new Date(at).toUTCString();
  const headers = { ...SIMULATED_HEADERS, date, ...weightHeaders(market, admission.used) };
  const method = request.method ?? 'GET';
  const planned = plan(parts, route, { method, url, now: at, refusal: admission.failure, fault, headers });
  const send = (): void => {
    if (fault) deliverFaulty(response, planned, fault);
    else deliver(response, planned, () => exchange.giveBack(planned.body));
  };
  if (parts.delayMs > 0) setTimeout(send, parts.delayMs).unref();
  else send();
  if (fault?.kind === 'book-stale') noteStaleBook(parts.streamLog, market, symbol, planned, at);
  log.add({
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    market,
    endpoint,
    weight: admission.insideBan ? 0 : weight,
    status: fault ? statusOf(planned, fault) : planned.status,
    at,
    insideBan: admission.insideBan,
    insideRetryAfter: admission.insideRetryAfter,
    fault: fault?.kind ?? null,
  });
}

/** Streams and snapshots go together, and so do the faults that have befallen them. */
function noteStaleBook(
  log: StreamLog,
  market: Market,
  symbol: string | null,
  { status, body }: PlannedResponse,
  at: number,
): void {
  if (status !== 200) return;
  const { lastUpdateId } = JSON.parse(body.toString()) as { lastUpdateId: number };
  const ids = { firstUpdateId: lastUpdateId, finalUpdateId: lastUpdateId };
  log.inject({
    kind: 'book-stale',
    market,
    symbol: symbol?.toUpperCase() ?? null,
    connection: null,
    streams: [],
    at,
    ...ids,
  });
}

function weightHeaders(market: Market, used: number): Record<string, string> {
  const count = String(used);
  return market === 'spot'
    ? { 'x-mbx-used-weight': count, 'x-mbx-used-weight-1m': count }
    : { 'x-mbx-used-weight-1m': count };
}

interface Admitted {
  readonly method: string;
  readonly url: URL;
  readonly now: number;
  readonly refusal: ExchangeFailure | null;
  readonly fault: Fault | null;
  readonly headers: Readonly<Record<string, string>>;
}

function plan(
  { exchange, limiter }: ExchangeHandlerParts,
  { market, endpoint }: Route,
  admitted: Admitted,
): PlannedResponse {
  const { method, url, now, refusal, fault, headers } = admitted;
  try {
    if (refusal) throw refusal;
    if (fault?.kind === 'rate-limit') throw limiter.pause(market, fault.retryAfter ?? 1, now);
    if (fault?.kind === 'ban') throw limiter.ban(market, (fault.retryAfter ?? 1) * 1000, now);
    if (endpoint === null || method !== 'GET') throw notSimulated(url.pathname, method);
    const behindMs = fault?.kind === 'book-stale' ? (fault.behindMs ?? STALE_BY_MS) : 0;
    const body = answer(exchange, market, endpoint, url.searchParams, { now, behindMs });
    return { status: 200, headers, body: fault ? spoil(body, fault, url, now) : body };
  } catch (error) {
    if (!(error instanceof ExchangeFailure)) throw error;
    const retry = error.retryAfterSeconds === null ? {} : { 'retry-after': String(error.retryAfterSeconds) };
    return { status: error.status, headers: { ...headers, ...retry }, body: error.body() };
  }
}

function spoil(body: Buffer, { kind }: Fault, url: URL, now: number): Buffer {
  if (kind === 'book-stale') return body;
  if (BOOK_FAULTS.includes(kind as BookFault)) return spoilBook(body, kind as BookFault);
  if (!ROW_FAULTS.includes(kind as RowFault)) return body;
  return spoilRows(body, kind as RowFault, url.searchParams.get('interval') ?? '1m', now);
}

function notSimulated(path: string, method: string): ExchangeFailure {
  return new ExchangeFailure(-5000, `Path ${path}, Method ${method} is invalid`, 404);
}
