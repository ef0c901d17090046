import {
  BanError,
  isExchangeError,
  RateLimitError,
  type TransportRequest,
  type TransportResponse,
} from '@marketloom/exchange';
import { printTime } from './budget/budget-refusals.ts';
import type { LimitNotice, Pause } from './budget/pause.ts';
import { parseRetryAfter } from './http/retry-after.ts';
import { sampleOf } from './json/decode-json.ts';
import type { ResponseContext } from './json/json-reader.ts';

/**
 * What a status says about being sent too much: 429 slow down, 418 banned. Null for any other. How long is in
 * `Retry-After`, or where the request knows to find it in the body; a time that is already over says as little as none.
 */
export function limitByStatus(
  response: TransportResponse,
  { bannedUntil }: Pick<TransportRequest<unknown>, 'bannedUntil'> = {},
): LimitNotice | null {
  const { status, headers, receivedAt } = response;
  if (status !== 429 && status !== 418) return null;
  const wait = parseRetryAfter(headers['retry-after'], receivedAt);
  const banned = bannedUntil?.(response) ?? null;
  const until = Math.max(receivedAt + (wait ?? 0), banned ?? 0);
  const sample = sampleOf(response);
  return {
    kind: status === 418 || banned !== null ? 'ban' : 'rateLimit',
    until: until > receivedAt ? until : null,
    error: new Error(sample === '' ? `HTTP ${status}` : `HTTP ${status}: ${sample}`),
  };
}

/**
 * What an error thrown by `decode` says about it: some exchanges limit and ban by a code in the body. A time that is
 * already over says as little as none.
 */
export function limitByError(error: unknown, now: number): LimitNotice | null {
  if (!isExchangeError(error) || (error.kind !== 'ban' && error.kind !== 'rateLimit')) return null;
  const until = error.kind === 'ban' ? error.bannedUntil : now + (error.retryAfterMs ?? 0);
  return { kind: error.kind, until: until > now ? until : null, error };
}

/** The error of a request that ran into a limit, once it is settled how long everyone waits. */
export function limitError(
  { kind, error }: LimitNotice,
  { until }: Pause,
  now: number,
  context: ResponseContext,
): RateLimitError | BanError {
  const { exchange, operation } = context;
  const said = error instanceof Error ? error.message : String(error);
  const details = { exchange, operation, retryAfterMs: Math.max(0, until - now) };
  if (kind === 'ban') {
    return new BanError(`banned until ${printTime(until)}; nothing is sent before (${said})`, {
      ...details,
      bannedUntil: until,
    });
  }
  return new RateLimitError(
    `too many requests; nothing is sent before ${printTime(until)} (${said})`,
    details,
  );
}
