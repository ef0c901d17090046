import { BanError, type ExchangeError, RateLimitError, type TransportResponse } from '@marketloom/exchange';
import { parseRetryAfter } from '@marketloom/transport';

/**
 * The error for a code that asks for fewer requests. A ban tells its end in the message:
 * `Way too much request weight used; IP banned until 1763900000000.`
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 */
export function rateLimitError(
  message: string,
  response: TransportResponse,
  operation: string,
): ExchangeError {
  const details = { exchange: 'binance', operation };
  const { headers, receivedAt } = response;
  const until = /banned until (\d{13})/.exec(message)?.[1];
  if (until === undefined) {
    const retryAfterMs = parseRetryAfter(headers['retry-after'], receivedAt) ?? undefined;
    return new RateLimitError(message, { ...details, retryAfterMs });
  }
  const bannedUntil = Number(until);
  return new BanError(message, {
    ...details,
    bannedUntil,
    retryAfterMs: Math.max(0, bannedUntil - receivedAt),
  });
}
