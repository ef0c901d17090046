import {
  type Refusal,
  type RefusalContext,
  refusalError,
  type RefusalMeaning,
  type RefusalReader,
} from '@marketloom/adapter-kit';
import { ExchangeRefusalError, type TransportResponse } from '@marketloom/exchange';
import { BAN_MS, meaningOf } from './error-codes.ts';

/** What is no refusal begins so; whole pages are not parsed for it. */
const SUCCESS = /^\s*\{\s*"retCode"\s*:\s*0\s*[,}]/;

interface RefusalBody {
  readonly retCode: number;
  readonly retMsg: string;
  /** When it was made, by the exchange's clock, epoch ms. */
  readonly time: number | null;
}

/**
 * How Bybit words refusals: `{"retCode":10001,"retMsg":"params error: ..."}`, mostly with status 200, and 403 for an
 * address that sent too much or is not served. Before v5 the names were `ret_code` and `ret_msg`.
 * https://bybit-exchange.github.io/docs/v5/error
 */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    if (SUCCESS.test(new TextDecoder().decode(response.body.subarray(0, 64)))) return;
    const body = refusalBody(response.text());
    if (body !== null && body.retCode !== 0) throw refusalError(refusalOf(body, response), response, context);
    if (response.status === 403) throw turnedAway(response, context);
  },
};

function refusalBody(text: string): RefusalBody | null {
  const body = objectIn(text);
  const retCode = body['retCode'] ?? body['ret_code'];
  const retMsg = body['retMsg'] ?? body['ret_msg'];
  const { time } = body;
  if (typeof retCode !== 'number') return null;
  return {
    retCode,
    retMsg: typeof retMsg === 'string' ? retMsg : '',
    time: typeof time === 'number' ? time : null,
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function refusalOf({ retCode, retMsg, time }: RefusalBody, response: TransportResponse): Refusal {
  const meaning = meaningOf(retCode, retMsg);
  return {
    code: String(retCode),
    message: retMsg,
    meaning: meaning.kind === 'rateLimit' ? untilReset(meaning, response, time) : meaning,
  };
}

/**
 * When a limit that was exceeded is reset stands in a header, by the exchange's clock, and what that shows in the body.
 * https://bybit-exchange.github.io/docs/v5/rate-limit#api-rate-limit
 */
function untilReset(
  meaning: RefusalMeaning & { readonly kind: 'rateLimit' },
  { headers }: TransportResponse,
  time: number | null,
): RefusalMeaning {
  const reset = Number(headers['x-bapi-limit-reset-timestamp']);
  return time !== null && reset > time ? { ...meaning, forMs: reset - time } : meaning;
}

/** 403 without a code: the network in front of the exchange does not serve a country, or an address sent too much. */
function turnedAway(response: TransportResponse, context: RefusalContext): Error {
  const said = response.text();
  if (/block access from your country/i.test(said)) {
    const { exchange, operation } = context;
    return new ExchangeRefusalError(
      'the exchange does not serve this location; run Marketloom where it does, or set url to the site of your country',
      { exchange, operation, code: 'HTTP 403' },
    );
  }
  const message = /access too frequent/i.exec(said)?.[0] ?? 'Forbidden, as to an address that sent too much';
  const meaning = { kind: 'ban', forMs: BAN_MS } as const;
  return refusalError({ code: 'HTTP 403', message, meaning }, response, context);
}
