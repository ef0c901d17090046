import {
  BadResponseError,
  type ExchangeError,
  InvalidRequestError,
  NetworkError,
  RequestTimeoutError,
} from '@marketloom/exchange';
import type { ResponseContext } from '../json/json-reader.ts';
import type { Progress } from './response-collector.ts';

/** Where a failure happened. */
export interface FailurePlace extends ResponseContext {
  readonly host: string;
  readonly progress: Progress;
}

/** The error that people are told for one of undici, a socket or TLS, which stays its cause. */
export function transferFailure(cause: unknown, place: FailurePlace): ExchangeError {
  const code = codeOf(cause);
  const details = { exchange: place.exchange, operation: place.operation, cause };
  if (nameOf(cause) === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') {
    const { message } = cause as Error;
    return new BadResponseError(`${place.host} does not answer in proper HTTP`, {
      ...details,
      path: '$',
      sample: message,
    });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new InvalidRequestError(`the request is not valid HTTP: ${(cause as Error).message}`, details);
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new RequestTimeoutError(`no connection to ${place.host} in time`, details);
  }
  return new NetworkError(messageFor(code, cause, place), details);
}

function messageFor(code: string, cause: unknown, { host, progress }: FailurePlace): string {
  if (code === 'ECONNREFUSED')
    return `${host} refuses connections: is the address right, and the server running?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA') {
    return `no address is known for ${host}: is the name right, and the network up? (${code})`;
  }
  if (UNREACHABLE.has(code)) return `${host} cannot be reached: is the network up? (${code})`;
  if (isTls(code))
    return `no trusted TLS connection to ${host} (${code}): check the address, the certificates and the clock`;
  if (BROKEN.has(code)) return `the connection to ${host} broke ${printProgress(progress)}`;
  return `the request to ${host} failed ${printProgress(progress)}: ${cause instanceof Error ? cause.message : String(cause)}`;
}

/** How far a request had come, for messages. */
export function printProgress({ stage, bytes, expectedBytes }: Progress): string {
  if (stage === 'connecting') return 'before the request was sent';
  if (stage === 'waiting') return 'before an answer came';
  return expectedBytes === null
    ? `after ${bytes} bytes of the answer`
    : `after ${bytes} of the ${expectedBytes} bytes of the answer`;
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

const BROKEN: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

// Codes of OpenSSL and of Node's own checks: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const TLS =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|EPROTO$|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

function isTls(code: string): boolean {
  return TLS.test(code);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors: tried, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  // Several addresses of one name were tried.
  if (Array.isArray(tried)) return codeOf(tried[0]);
  return codeOf(cause);
}
