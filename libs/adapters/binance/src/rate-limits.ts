import { BanError, type ExchangeError, RateLimitError, type TransportResponse } from '@marketloom/exchange';

/** Two minutes is the shortest ban: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits */
const SHORTEST_BAN_MS = 120_000;

/**
 * The error for an answer that asks for fewer requests. A ban is told by status 418, or by the time of its end in the
 * message: `Way too much request weight used; IP banned until 1763900000000.`
 */
export function rateLimitError(
  message: string,
  response: TransportResponse,
  operation: string,
): ExchangeError {
  const details = { exchange: 'binance', operation };
  const waitMs = retryAfterMs(response);
  const until = /banned until (\d{13})/.exec(message)?.[1];
  if (until === undefined && response.status !== 418) {
    return new RateLimitError(message, { ...details, retryAfterMs: waitMs });
  }
  const { receivedAt } = response;
  const bannedUntil = until === undefined ? receivedAt + (waitMs ?? SHORTEST_BAN_MS) : Number(until);
  const retryAfter = Math.max(0, bannedUntil - receivedAt);
  return new BanError(message, { ...details, bannedUntil, retryAfterMs: retryAfter });
}

function retryAfterMs({ headers }: TransportResponse): number | undefined {
  const text = headers['retry-after'];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 1000 : undefined;
}
