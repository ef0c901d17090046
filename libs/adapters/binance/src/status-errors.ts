import {
  BadResponseError,
  type ExchangeError,
  ExchangeRefusalError,
  InvalidRequestError,
  MaintenanceError,
  RequestTimeoutError,
  type TransportResponse,
} from '@marketloom/exchange';
import { rateLimitError } from './rate-limits.ts';

const isHtml = (text: string): boolean => /^\s*</.test(text);
const shorten = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);

/**
 * The error that a status stands for where the body holds no code of the exchange's. Its own firewall and the network in
 * front of it answer so, often in HTML.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information#http-return-codes
 */
export function refusalByStatus(
  response: TransportResponse,
  msg: string | null,
  operation: string,
): ExchangeError {
  const { status } = response;
  const text = response.text();
  const said = msg || (isHtml(text) ? 'an HTML page' : shorten(text) || 'nothing');
  const details = { exchange: 'binance', operation };
  const code = `http ${status}`;
  if (status === 451 || isRestrictedLocation(status, text)) {
    return new ExchangeRefusalError(
      `the exchange does not serve this location: ${said}; run Marketloom where it does, or for the spot market set ` +
        'spot_url to https://data-api.binance.vision',
      { ...details, code },
    );
  }
  if (status === 403) {
    return new ExchangeRefusalError(
      `the exchange's firewall turns this address away: ${said}; wait some minutes before the next request`,
      { ...details, code },
    );
  }
  if (status === 418 || status === 429) {
    return rateLimitError(`the exchange asks for fewer requests: ${said}`, response, operation);
  }
  if (status === 408) return new RequestTimeoutError(`the exchange ran out of time: ${said}`, details);
  if (status >= 500) return new MaintenanceError(`status ${status}: ${said}`, details);
  if (status >= 400) {
    return new InvalidRequestError(
      `status ${status}: ${said}; is the address of the exchange right?`,
      details,
    );
  }
  if (status >= 300) {
    const target = response.headers['location'] ?? 'elsewhere';
    return new InvalidRequestError(
      `it redirects to ${target}; set the address of the exchange to that`,
      details,
    );
  }
  return new BadResponseError(`an answer with status ${status}`, { ...details, path: '$', sample: text });
}

function isRestrictedLocation(status: number, text: string): boolean {
  return status === 403 && /restricted location|block access from your country/i.test(text);
}
