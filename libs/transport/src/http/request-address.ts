import { InvalidRequestError } from '@marketloom/exchange';
import type { ResponseContext } from '../json/json-reader.ts';

/**
 * Reads the address of a request.
 * @throws {InvalidRequestError} when it is not https or wss (http and ws are for loopback only) or carries a password
 */
export function parseAddress(url: string, context: ResponseContext, plain: 'http' | 'ws' = 'http'): URL {
  const address = URL.parse(url);
  if (address === null) throw new InvalidRequestError('the address of the request is not a URL', context);
  if (address.username !== '' || address.password !== '') {
    throw new InvalidRequestError(
      `the address of ${address.host} carries a user name or password; send a header`,
      context,
    );
  }
  if (address.protocol === `${plain}s:`) return address;
  if (address.protocol === `${plain}:` && isLoopback(address.hostname)) return address;
  throw new InvalidRequestError(
    `${address.protocol}//${address.host} is not ${plain}s; plain ${plain} is for servers on this machine only`,
    context,
  );
}

/** Whether a host name always means this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

const SECRET = /key|secret|sign|token|pass|auth/i;

/** An address for logs: what may be a secret is left out. */
export function printAddress(address: URL): string {
  if (address.search === '') return `${address.origin}${address.pathname}`;
  const query = [...address.searchParams].map(
    ([name, value]) => `${name}=${SECRET.test(name) ? '***' : value}`,
  );
  return `${address.origin}${address.pathname}?${query.join('&')}`;
}
