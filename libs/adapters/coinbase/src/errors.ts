import { refusalError, type RefusalReader } from '@marketloom/adapter-kit';
import { meaningOf } from './error-codes.ts';

/** Refusals are no longer than a sentence. */
const LONGEST_BYTES = 2000;

/**
 * How Coinbase Exchange words refusals: `{"message":"NotFound"}`, with a status of 4xx or 5xx
 * (https://docs.cdp.coinbase.com/exchange/rest-api/requests).
 */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    const { status, body } = response;
    if (status < 400 || body.length > LONGEST_BYTES) return;
    const message = messageIn(response.text());
    const meaning = message === null ? null : meaningOf(message);
    if (message === null || meaning === null) return;
    // Only of a product can "not found" be said of a symbol; else the address is wrong.
    if (meaning.kind === 'unknownSymbol' && context.instrument === undefined) return;
    throw refusalError({ code: `HTTP ${status}`, message, meaning }, response, context);
  },
};

function messageIn(text: string): string | null {
  try {
    const answer = JSON.parse(text) as { readonly message?: unknown } | null;
    return typeof answer?.message === 'string' ? answer.message : null;
  } catch {
    return null;
  }
}
