import { refusalError, type RefusalReader } from '@marketloom/adapter-kit';
import { meaningOf } from './error-codes.ts';

/** Refusals hold no data: no longer answer is one. */
const LONGEST_REFUSAL = 2000;

/**
 * How OKX words refusals: `{"code":"51001","msg":"Instrument ID … doesn't exist.","data":[]}`, most of them with status
 * 200, and the fields in any order; code 0 is none. A code that is sent as a number is read as well.
 * https://www.okx.com/docs-v5/en/#error-code
 */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    if (response.body.length > LONGEST_REFUSAL) return;
    const { code: told, msg } = envelopeOf(response.text());
    const code = typeof told === 'number' ? String(told) : told;
    if (typeof code !== 'string' || code === '0') return;
    const message = typeof msg === 'string' && msg !== '' ? msg : 'no reason is given';
    throw refusalError({ code, message, meaning: meaningOf(code, message) }, response, context);
  },
};

function envelopeOf(text: string): { readonly code?: unknown; readonly msg?: unknown } {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch {
    // Pages of a gateway are judged by their status.
    return {};
  }
}
