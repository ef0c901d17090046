import {
  BanError,
  ExchangeRefusalError,
  InvalidRequestError,
  MaintenanceError,
  RateLimitError,
  RequestTimeoutError,
  type TransportResponse,
} from '@marketloom/exchange';
import { parseRetryAfter } from './http/retry-after.ts';
import { sampleOf } from './json/decode-json.ts';
import type { ResponseContext } from './json/json-reader.ts';

/** How long a ban lasts at least, when nothing says: Binance's shortest. */
const SHORTEST_BAN = 120_000;

/**
 * Throws the error that a status stands for, and returns for 2xx. Adapters first look for the exchange's own error code
 * in the body, and leave what has none to this:
 *
 * - 3xx: {@link InvalidRequestError} that names the new address; redirects are not followed
 * - 400, 404, 405, 413, 414, 422: {@link InvalidRequestError}; other 4xx, such as 401, 403, 451: {@link ExchangeRefusalError}
 * - 408, 504: {@link RequestTimeoutError}; other 5xx: {@link MaintenanceError}, with the wait that `Retry-After` asks for
 * - 429: {@link RateLimitError}; 418: {@link BanError}
 */
export function throwForStatus(response: TransportResponse, context: ResponseContext): void {
  const { status, headers, receivedAt } = response;
  if (status >= 200 && status < 300) return;
  const wait = parseRetryAfter(headers['retry-after'], receivedAt);
  const details = { ...context, retryAfterMs: wait ?? undefined };
  const sample = sampleOf(response);
  const said = sample === '' ? `HTTP ${status}` : `HTTP ${status}: ${sample}`;
  if (status === 429) throw new RateLimitError(`too many requests (${said})`, details);
  if (status === 418) {
    throw new BanError(`banned (${said})`, { ...details, bannedUntil: receivedAt + (wait ?? SHORTEST_BAN) });
  }
  if (status === 408 || status === 504)
    throw new RequestTimeoutError(`the exchange ran out of time (${said})`, details);
  if (status >= 500) throw new MaintenanceError(`the exchange does not serve for now (${said})`, details);
  if (status >= 300 && status < 400) {
    const target = headers['location'] ?? 'nowhere';
    throw new InvalidRequestError(
      `the address has moved to ${target} (HTTP ${status}); set the new one`,
      details,
    );
  }
  if (INVALID.has(status))
    throw new InvalidRequestError(`the exchange cannot take the request (${said})`, details);
  throw new ExchangeRefusalError(`the exchange refuses (${said})`, { ...details, code: `HTTP ${status}` });
}

const INVALID: ReadonlySet<number> = new Set([400, 404, 405, 413, 414, 422]);
