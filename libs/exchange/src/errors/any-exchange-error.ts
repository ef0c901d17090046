import type { BadResponseError } from './bad-response-error.ts';
import type { BanError } from './ban-error.ts';
import { isMarked } from './marked.ts';
import { exchangeErrorMarker } from './exchange-error.ts';
import type { ExchangeRefusalError } from './exchange-refusal-error.ts';
import type { InvalidRequestError } from './invalid-request-error.ts';
import type { MaintenanceError } from './maintenance-error.ts';
import type { NetworkError } from './network-error.ts';
import type { RateLimitError } from './rate-limit-error.ts';
import type { RequestTimeoutError } from './request-timeout-error.ts';
import type { UnknownSymbolError } from './unknown-symbol-error.ts';
import type { UnsupportedCapabilityError } from './unsupported-capability-error.ts';

/** All errors of exchanges as a union: `switch (error.kind)` narrows it. */
export type AnyExchangeError =
  | BadResponseError
  | BanError
  | ExchangeRefusalError
  | InvalidRequestError
  | MaintenanceError
  | NetworkError
  | RateLimitError
  | RequestTimeoutError
  | UnknownSymbolError
  | UnsupportedCapabilityError;

/** Whether a value is an error of an exchange, whichever copy of this package made it. */
export function isExchangeError(value: unknown): value is AnyExchangeError {
  return isMarked(value, exchangeErrorMarker);
}
