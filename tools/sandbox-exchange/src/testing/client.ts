import { request } from 'node:http';
import type { SandboxExchange } from '../sandbox-exchange.ts';

/** A response as a test looks at it. */
export interface TestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
}

/**
 * Sends a request to a sandbox on a connection of its own.
 * @throws when the connection breaks, or the response is not whole
 */
export function send(
  sandbox: SandboxExchange,
  path: string,
  method = 'GET',
  body?: unknown,
): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${sandbox.url}${path}`, { method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, text: bytes.toString(), bytes });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The JSON of an answer. */
export async function read<T>(sandbox: SandboxExchange, path: string): Promise<T> {
  const { text } = await send(sandbox, path);
  return JSON.parse(text) as T;
}

/** A row of klines by its columns. */
export type Row = [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closeTime: number,
  turnover: string,
  trades: number,
  takerVolume: string,
  takerTurnover: string,
  ignored: string,
];

/** A decimal as a whole number of 10^-12: exact arithmetic for comparisons. */
export function exact(decimal: string): bigint {
  const [whole = '', rest = ''] = decimal.split('.');
  return BigInt(whole + rest.padEnd(12, '0'));
}
