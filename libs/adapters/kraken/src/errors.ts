import { refusalError, type RefusalContext, type RefusalReader } from '@marketloom/adapter-kit';
import { RateLimitError, type TransportResponse } from '@marketloom/exchange';
import { futuresMeaning, spotMeaning } from './error-codes.ts';

/** How spot begins a refusal, with status 200: `{"error":["EQuery:Unknown asset pair"]}`. Warnings begin with W. */
const SPOT = /^\s*\{\s*"error"\s*:\s*\[\s*"(E(?:[^"\\]|\\.)*)"/;

/** What a refusal of futures holds, wherever it stands: `{"result":"error","error":"apiLimitExceeded","serverTime":…}`. */
const FUTURES = /^\s*\{(?=.*"result"\s*:\s*"error")/s;
const FUTURES_ERROR = /"(?:error|message)"\s*:\s*"((?:[^"\\]|\\.)*)"/;

/** `EService: Throttled: 1700000000`: too many requests at once; from then on, in s, they are taken again. */
const THROTTLED = /^EService:\s*Throttled:\s*(\d{9,11})/;

/** Refusals are short; of longer answers only the beginning is looked at, since pages of data are not searched for one. */
const LONGEST_REFUSAL = 2000;

/** How Kraken words refusals: spot and futures each in its own way. */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    const { body } = response;
    const beginning = new TextDecoder().decode(body.subarray(0, LONGEST_REFUSAL));
    const [, spot] = SPOT.exec(beginning) ?? [];
    if (spot !== undefined) throwSpot(spot.replace(/^EService:\s+/, 'EService:'), response, context);
    if (body.length > LONGEST_REFUSAL || !FUTURES.test(beginning)) return;
    const message = FUTURES_ERROR.exec(beginning)?.[1] ?? 'unknownError';
    const [code = message] = message.split(':');
    throw refusalError({ code, message, meaning: futuresMeaning(message) }, response, context);
  },
};

function throwSpot(error: string, response: TransportResponse, context: RefusalContext): never {
  const until = THROTTLED.exec(error)?.[1];
  if (until !== undefined) {
    const { exchange, operation } = context;
    const retryAfterMs = Math.max(0, Number(until) * 1000 - response.receivedAt);
    throw new RateLimitError(`the exchange says: ${error}`, { exchange, operation, retryAfterMs });
  }
  const [category = error, message = error] = error.split(/:(.*)/s);
  throw refusalError(
    { code: category, message: message.trim(), meaning: spotMeaning(error) },
    response,
    context,
  );
}
