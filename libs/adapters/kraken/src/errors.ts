import { refusalError, type RefusalContext, type RefusalReader } from '@marketloom/adapter-kit';
import { RateLimitError, type TransportResponse } from '@marketloom/exchange';
import { futuresMeaning, spotMeaning } from './error-codes.ts';
import { refusalIn } from './refusal-in.ts';

/** `EService: Throttled: 1700000000`: too many requests at once; from then on, in s, they are taken again. */
const THROTTLED = /^EService:\s*Throttled:\s*(\d{9,11})/;

/**
 * How Kraken words refusals: spot and futures each in its own way, with any status. One whose words are not known is
 * judged by its status, where that tells of an error.
 */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    const refusal = refusalIn(response.body);
    if (refusal === null) return;
    if (refusal.by === 'spot')
      throwSpot(refusal.said.replace(/^EService:\s+/, 'EService:'), response, context);
    else throwFutures(refusal.said, response, context);
  },
};

function throwSpot(error: string, response: TransportResponse, context: RefusalContext): void {
  const until = THROTTLED.exec(error)?.[1];
  if (until !== undefined) {
    const { exchange, operation } = context;
    const retryAfterMs = Math.max(0, Number(until) * 1000 - response.receivedAt);
    throw new RateLimitError(`the exchange says: ${error}`, { exchange, operation, retryAfterMs });
  }
  const meaning = spotMeaning(error);
  if (meaning.kind === 'refusal' && response.status >= 400) return;
  const [category = error, message = error] = error.split(/:(.*)/s);
  throw refusalError({ code: category, message: message.trim(), meaning }, response, context);
}

function throwFutures(message: string, response: TransportResponse, context: RefusalContext): void {
  const meaning = futuresMeaning(message);
  if (meaning.kind === 'refusal' && response.status >= 400) return;
  const [code = message] = message.split(':');
  throw refusalError({ code, message, meaning }, response, context);
}
