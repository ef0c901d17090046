import {
  BanError,
  type ExchangeError,
  ExchangeRefusalError,
  type Instrument,
  InvalidRequestError,
  MaintenanceError,
  RateLimitError,
  RequestTimeoutError,
  type TransportResponse,
  UnknownSymbolError,
  UnsupportedCapabilityError,
} from '@marketloom/exchange';
import { parseRetryAfter } from '@marketloom/transport';

/** What was asked when a refusal came. */
export interface RefusalContext {
  /** The exchange's id. */
  readonly exchange: string;
  readonly operation: string;
  readonly instrument?: Instrument | undefined;
}

/** What a code of an exchange means to a caller. */
export type RefusalMeaning =
  | { readonly kind: 'maintenance' | 'timeout' | 'unknownSymbol' | 'unsupported' | 'refusal' }
  /** Nothing may be sent for `forMs`, where the exchange tells it elsewhere than in `Retry-After`. */
  | { readonly kind: 'rateLimit'; readonly forMs?: number }
  /** Nothing may be sent until `until`, epoch ms by our clock; for `forMs` where the exchange tells no time. */
  | { readonly kind: 'ban'; readonly until: number }
  | { readonly kind: 'ban'; readonly until?: null; readonly forMs: number }
  /** `hint` says what to do. */
  | { readonly kind: 'invalid'; readonly hint?: string };

/** A refusal as the exchange words it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly meaning: RefusalMeaning;
}

/** The typed error for a refusal that the exchange worded in the body of its answer. */
export function refusalError(
  { code, message, meaning }: Refusal,
  response: TransportResponse,
  { exchange, operation, instrument }: RefusalContext,
): ExchangeError {
  const said = `the exchange says: ${message} (code ${code})`;
  const details = { exchange, operation };
  const wait = parseRetryAfter(response.headers['retry-after'], response.receivedAt);
  switch (meaning.kind) {
    case 'maintenance':
      return new MaintenanceError(said, { ...details, retryAfterMs: wait ?? undefined });
    case 'timeout':
      return new RequestTimeoutError(said, details);
    case 'rateLimit':
      return new RateLimitError(said, { ...details, retryAfterMs: wait ?? meaning.forMs });
    case 'ban': {
      const { receivedAt } = response;
      const { until } = meaning;
      const told = typeof until === 'number' ? until : receivedAt + (wait ?? meaning.forMs);
      // Of two times the later one counts.
      const bannedUntil = Math.max(told, receivedAt + (wait ?? 0));
      return new BanError(said, { ...details, bannedUntil, retryAfterMs: bannedUntil - receivedAt });
    }
    case 'unknownSymbol': {
      const symbol =
        instrument === undefined ? message : `${instrument.symbol.toString()} (${instrument.exchangeSymbol})`;
      return new UnknownSymbolError({ ...details, symbol });
    }
    case 'unsupported':
      return new UnsupportedCapabilityError(said, details);
    case 'invalid':
      return new InvalidRequestError(meaning.hint === undefined ? said : `${said}; ${meaning.hint}`, details);
    case 'refusal':
      return new ExchangeRefusalError(`the exchange says: ${message}`, { ...details, code });
  }
}
