import { BadResponseError, RequestTimeoutError, type TransportRequest } from '@marketloom/exchange';
import type { Dispatcher } from 'undici';
import { final } from '../retry-policy.ts';
import { acceptEncoding, decompress, EncodingError } from './content-encoding.ts';
import {
  type CollectedResponse,
  NotStartedError,
  ResponseCollector,
  TooLargeError,
} from './response-collector.ts';
import { printProgress, transferFailure } from './transfer-failure.ts';

/** One request on its way, without budget and retries. */
export interface Transfer {
  readonly request: TransportRequest<unknown>;
  readonly address: URL;
  readonly dispatcher: Dispatcher;
  readonly timeoutMs: number;
  readonly maximumBytes: number;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  /** Asked when the first byte is about to be written; false ends the transfer with a {@link NotStartedError}. */
  readonly mayStart: () => boolean;
}

/**
 * Sends a request and gathers the whole answer.
 * @throws {NetworkError | RequestTimeoutError | BadResponseError} in words for people, the cause kept
 * @throws {NotStartedError} when `mayStart` said no
 * @throws the signal's reason, at once, when it aborts
 */
export function transfer(options: Transfer): Promise<CollectedResponse> {
  const { request, address, signal, timeoutMs, maximumBytes } = options;
  const { exchange, operation } = request;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const collector = new ResponseCollector(maximumBytes, {
      mayStart: options.mayStart,
      onWhole: (response) => {
        cleanUp();
        try {
          resolve(decompressed(response, options));
        } catch (error) {
          reject(error);
        }
      },
      onFailure: (error) => {
        cleanUp();
        if (error === timedOut) {
          const message = `no whole answer from ${address.host} within ${timeoutMs} ms: given up ${printProgress(collector.progress)}`;
          reject(new RequestTimeoutError(message, { exchange, operation }));
        } else if (error instanceof TooLargeError) {
          reject(tooLarge(options, ''));
        } else if (error instanceof NotStartedError || signal.aborted) {
          reject(error);
        } else {
          reject(
            transferFailure(error, { exchange, operation, host: address.host, progress: collector.progress }),
          );
        }
      },
    });
    const timedOut = new Error('timed out');
    const timer = setTimeout(() => collector.cancel(timedOut), timeoutMs);
    const onAbort = (): void => collector.cancel(signal.reason);
    const cleanUp = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    options.dispatcher.dispatch(
      {
        origin: address.origin,
        path: `${address.pathname}${address.search}`,
        method: request.method ?? 'GET',
        headers: headersOf(options),
        body: request.body ?? null,
        // One timer of our own counts for the whole request.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      collector,
    );
  });
}

function headersOf({ request, address, userAgent }: Transfer): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': acceptEncoding(address.hostname),
    'user-agent': userAgent,
  };
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}

function decompressed(response: CollectedResponse, options: Transfer): CollectedResponse {
  const encoding = response.headers['content-encoding'];
  if (encoding === undefined) return response;
  try {
    return { ...response, body: decompress(response.body, encoding, options.maximumBytes) };
  } catch (error) {
    if (error instanceof EncodingError && error.fault === 'tooLarge')
      throw tooLarge(options, ' decompressed');
    const { exchange, operation } = options.request;
    const sample = Buffer.from(response.body.subarray(0, 50)).toString('hex');
    const message = `the answer of ${options.address.host} is broken: ${(error as Error).message}`;
    throw new BadResponseError(message, { exchange, operation, path: '$', sample, cause: error });
  }
}

function tooLarge({ request, address, maximumBytes }: Transfer, how: string): BadResponseError {
  const message = `the answer of ${address.host} is larger than the ${maximumBytes} bytes allowed${how}; ask for less in one request`;
  const { exchange, operation } = request;
  // It would not be smaller a second time.
  return final(
    new BadResponseError(message, {
      exchange,
      operation,
      path: '$',
      sample: `more than ${maximumBytes} bytes`,
    }),
  );
}
