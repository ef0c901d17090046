import { refusalError } from '@marketloom/adapter-kit';
import type { ExchangeError, Instrument, TransportResponse } from '@marketloom/exchange';
import { throwForStatus } from '@marketloom/transport';
import { meaningOf } from './error-codes.ts';
import { throwIfTurnedAway } from './turned-away.ts';
import { rateLimitError } from './rate-limits.ts';

/** What was asked when a refusal came. */
export interface RefusalContext {
  readonly operation: string;
  readonly instrument?: Instrument | undefined;
}

/** How the exchange words a refusal: https://developers.binance.com/docs/binance-spot-api-docs/errors */
interface RefusalBody {
  readonly code: number;
  readonly msg: string;
}

/**
 * Throws the typed error that an answer stands for, if it is a refusal: by the exchange's code, else by its status.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information#http-return-codes
 * @throws {ExchangeError}
 */
export function throwIfRefused(response: TransportResponse, context: RefusalContext): void {
  if (response.status === 200 && !beginsLikeRefusal(response.body)) return;
  const body = refusalBody(response.text());
  if (body !== null && body.code < 0) throw refusalByCode(body, response, context);
  throwIfTurnedAway(response, context.operation);
  throwForStatus(response, { exchange: 'binance', operation: context.operation });
}

/** Looks at the beginning only: whole pages are not decoded twice. */
function beginsLikeRefusal(body: Uint8Array): boolean {
  return /^\s*\{\s*"(?:code|msg)"/.test(new TextDecoder().decode(body.subarray(0, 64)));
}

function refusalBody(text: string): RefusalBody | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('code' in body)) return null;
    const { code } = body;
    const msg = 'msg' in body && typeof body.msg === 'string' ? body.msg : '';
    return typeof code === 'number' ? { code, msg } : null;
  } catch {
    return null;
  }
}

/** Bans come with the code of too many requests, and are told by their message. */
function refusalByCode(
  { code, msg }: RefusalBody,
  response: TransportResponse,
  { operation, instrument }: RefusalContext,
): ExchangeError {
  const meaning = meaningOf(code);
  if (meaning.kind === 'rateLimit') {
    return rateLimitError(`the exchange says: ${msg} (code ${code})`, response, operation);
  }
  const refusal = { code: String(code), message: msg, meaning };
  return refusalError(refusal, response, { exchange: 'binance', operation, instrument });
}
