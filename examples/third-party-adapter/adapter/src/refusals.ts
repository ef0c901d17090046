import { refusalError, type RefusalMeaning, type RefusalReader } from '@marketloom/adapter-kit';

const MEANINGS: Readonly<Record<string, RefusalMeaning>> = {
  '-1003': { kind: 'rateLimit' },
  '-1120': { kind: 'unsupported' },
  '-1121': { kind: 'unknownSymbol' },
};

/** `{"code":-1121,"msg":"Invalid symbol."}`, with status 400. https://docs.binance.us/#error-codes */
export const refusals: RefusalReader = {
  throwIfRefused(response, context) {
    // 418 and 429 tell by themselves how long to wait.
    if (response.status !== 400) return;
    const [, code, message] = /^\{"code":(-\d+),"msg":"([^"]*)"/.exec(response.text()) ?? [];
    if (code === undefined || message === undefined) return;
    throw refusalError({ code, message, meaning: MEANINGS[code] ?? { kind: 'refusal' } }, response, context);
  },
};
