import { refusalError, type RefusalReader } from '@marketloom/adapter-kit';
import { meaningOf } from './error-codes.ts';

/** A refusal begins so; whole pages are not parsed for it. Code 0 is none. */
const REFUSAL = /^\{"code":([1-9]\d*),"message":"((?:[^"\\]|\\.)*)"/;

/** How Sampledex words refusals: `{"code":2001,"message":"unknown symbol"}`, with any status. */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    const beginning = new TextDecoder().decode(response.body.subarray(0, 400));
    const [, code, message] = REFUSAL.exec(beginning) ?? [];
    if (code === undefined || message === undefined) return;
    throw refusalError({ code, message, meaning: meaningOf(Number(code)) }, response, context);
  },
};
