import {
  BadResponseError,
  type ExchangeError,
  NetworkError,
  RequestTimeoutError,
} from '@marketloom/exchange';
import { transferFailure } from '../http/transfer-failure.ts';
import type { ResponseContext } from '../json/json-reader.ts';

/** Which connection failed. */
export interface SocketPlace extends ResponseContext {
  readonly host: string;
}

/** The error for a connection that could not be opened. */
export function openingFailure(cause: Error, place: SocketPlace): ExchangeError {
  const { exchange, operation, host } = place;
  if (cause.message === 'Opening handshake has timed out') {
    return new RequestTimeoutError(`no connection to ${host} in time`, { exchange, operation, cause });
  }
  return transferFailure(cause, {
    ...place,
    progress: { stage: 'connecting', bytes: 0, expectedBytes: null },
  });
}

/** The error for a connection that broke with an error. */
export function breakingFailure(cause: Error, { exchange, operation, host }: SocketPlace): ExchangeError {
  const details = { exchange, operation, cause };
  // What ws finds wrong with what came: https://github.com/websockets/ws/blob/master/doc/ws.md#ws-error-codes
  if ('code' in cause && String(cause.code).startsWith('WS_ERR')) {
    const message = `${host} sent what is no proper message, or one that is too large`;
    return new BadResponseError(message, { ...details, path: '$', sample: cause.message });
  }
  return new NetworkError(`the connection to ${host} broke: ${cause.message}`, details);
}

/** The error for a connection that the exchange closed. */
export function closedByExchange(code: number, reason: string, place: SocketPlace): ExchangeError {
  const { exchange, operation, host } = place;
  const why = reason === '' ? `code ${code}` : `code ${code}: ${reason.slice(0, 200)}`;
  const message =
    code === 1006 ? `the connection to ${host} broke off` : `${host} closed the connection (${why})`;
  return new NetworkError(message, { exchange, operation });
}

/** The error for a connection on which nothing came, not even an answer to a ping. */
export function silentSocket(silenceMs: number, { exchange, operation, host }: SocketPlace): ExchangeError {
  return new RequestTimeoutError(
    `nothing came from ${host} for ${silenceMs} ms, not even an answer to a ping`,
    {
      exchange,
      operation,
    },
  );
}
