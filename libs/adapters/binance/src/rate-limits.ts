import { BanError, type ExchangeError, RateLimitError, type TransportResponse } from '@marketloom/exchange';
import { parseRetryAfter } from '@marketloom/transport';

/**
 * When the ban that an answer tells of in its message ends, epoch ms by our clock; null when it tells of none:
 * `Way too much request weight used; IP banned until 1763900000000.` The time is by the exchange's clock, which the
 * answer's `Date` shows to the second: ours may be minutes off.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 */
export function bannedUntil(response: TransportResponse): number | null {
  const until = /banned until (\d{13})(?!\d)/.exec(response.text())?.[1];
  if (until === undefined) return null;
  const ahead = Date.parse(response.headers['date'] ?? '') - response.receivedAt;
  return isClockOff(Math.abs(ahead)) ? Number(until) - ahead : Number(until);
}

/**
 * Whether a difference is one between clocks: more than the header's whole seconds and the way here make, and less than
 * what only a `Date` that is not the exchange's own, as of a cache in between, can be off.
 */
function isClockOff(differenceMs: number): boolean {
  return differenceMs > 5000 && differenceMs < 86_400_000;
}

/** A ban lasts two minutes at least: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits */
const SHORTEST_BAN_MS = 120_000;

/** The error for a code that asks for fewer requests; a {@link BanError} where the message or the status tells of a ban. */
export function rateLimitError(
  message: string,
  response: TransportResponse,
  operation: string,
): ExchangeError {
  const details = { exchange: 'binance', operation };
  const { status, headers, receivedAt } = response;
  const wait = parseRetryAfter(headers['retry-after'], receivedAt);
  const banEnds = bannedUntil(response);
  if (banEnds === null && status !== 418) {
    return new RateLimitError(message, { ...details, retryAfterMs: wait ?? undefined });
  }
  const until = Math.max(banEnds ?? 0, receivedAt + (wait ?? (banEnds === null ? SHORTEST_BAN_MS : 0)));
  return new BanError(message, {
    ...details,
    bannedUntil: until,
    retryAfterMs: Math.max(0, until - receivedAt),
  });
}
