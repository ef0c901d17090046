import { type Refusal, refusalError, type RefusalReader } from '@marketloom/adapter-kit';
import type { TransportResponse } from '@marketloom/exchange';
import { bannedUntil } from './banned-until.ts';
import { meaningOf } from './error-codes.ts';
import { throwIfTurnedAway } from './turned-away.ts';

/** How the exchange words a refusal: https://developers.binance.com/docs/binance-spot-api-docs/errors */
interface RefusalBody {
  readonly code: number;
  readonly msg: string;
}

/**
 * How Binance words refusals: `{"code":-1121,"msg":"Invalid symbol."}`, and pages for an address that is not served.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information#http-return-codes
 */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    if (response.status === 200 && !beginsLikeRefusal(response.body)) return;
    const body = refusalBody(response.text());
    if (body !== null && body.code < 0) throw refusalError(refusalOf(body, response), response, context);
    throwIfTurnedAway(response, context.operation);
  },
  bannedUntil,
};

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

/** A ban lasts two minutes at least: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits */
const SHORTEST_BAN_MS = 120_000;

/** Bans come with the code of too many requests, and are told by their message, or by the status alone. */
function refusalOf({ code, msg }: RefusalBody, response: TransportResponse): Refusal {
  const refusal = { code: String(code), message: msg, meaning: meaningOf(code) };
  if (refusal.meaning.kind !== 'rateLimit') return refusal;
  const until = bannedUntil(response);
  if (until !== null) return { ...refusal, meaning: { kind: 'ban', until } };
  return response.status === 418 ? { ...refusal, meaning: { kind: 'ban', forMs: SHORTEST_BAN_MS } } : refusal;
}
