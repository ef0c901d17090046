import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { SocketRequest, TransportResponse } from '@marketloom/exchange';
import type { WebSocket } from 'ws';
import { ReceivedResponse } from '../http/received-response.ts';
import { openingFailure } from './socket-failure.ts';

/** As much of a refusal as is read. */
const MOST_BYTES = 16_384;

/** How an attempt to open a connection ended. */
export type Handshake =
  | { readonly kind: 'open' }
  /** The exchange answered over HTTP instead. */
  | { readonly kind: 'refused'; readonly response: TransportResponse };

/**
 * Waits until a connection is open, and held back, or refused.
 * @throws {ExchangeError} when there is no answer
 * @throws the signal's reason, when it aborts
 */
export async function handshake(
  socket: WebSocket,
  { exchange, operation, signal }: SocketRequest,
  { host, now }: { readonly host: string; readonly now: () => number },
): Promise<Handshake> {
  const sentAt = now();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal?.reason);
      socket.terminate();
    };
    const leave = (): void => signal?.removeEventListener('abort', onAbort);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('open', () => {
      leave();
      // Until somebody listens, nothing may come: it would be lost.
      socket.pause();
      resolve({ kind: 'open' });
    });
    // Stays: a socket that is terminated before it is open tells of an error, and later ones have listeners of their own.
    socket.on('error', (cause) => (leave(), reject(openingFailure(cause, { exchange, operation, host }))));
    socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
      leave();
      const refused = async (): Promise<Handshake> => {
        const body = await readBody(answer);
        const receivedAt = now();
        socket.terminate();
        const headers = Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
        );
        const { statusCode: status = 0 } = answer;
        const response = new ReceivedResponse({ status, headers, body, sentAt, receivedAt });
        return { kind: 'refused', response };
      };
      resolve(refused());
    });
    if (signal?.aborted === true) onAbort();
  });
}

async function readBody(answer: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  answer.setTimeout(1000, () => answer.destroy());
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) answer.destroy();
  });
  // The status says enough where the body breaks off.
  await once(answer, 'close').catch(() => undefined);
  return new Uint8Array(Buffer.concat(chunks).subarray(0, MOST_BYTES));
}
