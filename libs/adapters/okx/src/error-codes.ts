import type { RefusalMeaning } from '@marketloom/adapter-kit';

const MAINTENANCE: RefusalMeaning = { kind: 'maintenance' };
const INVALID: RefusalMeaning = { kind: 'invalid' };
const NEEDS_KEY: RefusalMeaning = {
  kind: 'invalid',
  hint: 'public market data needs no API key; look whether a proxy adds or strips headers',
};

/**
 * What the codes of OKX mean to who asks for public data: https://www.okx.com/docs-v5/en/#error-code-rest-api-public.
 * Codes of trading and accounts are left out.
 */
const MEANINGS: Readonly<Record<string, RefusalMeaning>> = {
  50000: INVALID,
  50001: MAINTENANCE,
  50002: INVALID,
  50004: { kind: 'timeout' },
  50005: MAINTENANCE,
  50006: INVALID,
  50011: { kind: 'rateLimit' },
  50013: MAINTENANCE,
  50014: INVALID,
  50015: INVALID,
  50016: INVALID,
  50024: INVALID,
  50025: INVALID,
  50026: MAINTENANCE,
  50039: INVALID,
  50040: { kind: 'rateLimit' },
  50046: MAINTENANCE,
  50061: { kind: 'rateLimit' },
  50062: MAINTENANCE,
  50076: INVALID,
  50077: INVALID,
  50115: INVALID,
  51000: INVALID,
  51001: { kind: 'unknownSymbol' },
  51002: { kind: 'unknownSymbol' },
  51015: { kind: 'unknownSymbol' },
};

/**
 * What a code means. `51008_1000` is 51008 with a sub-code. One code stands for all that is wrong with a parameter; which
 * it is, only the message tells: `Parameter instId error`. A code that is not known is a refusal.
 */
export function meaningOf(code: string, message: string): RefusalMeaning {
  const [main = ''] = code.split('_');
  if (main === '51000' && /\binstId\b/.test(message)) return { kind: 'unknownSymbol' };
  if (main === '51000' && /\bbar\b/.test(message)) return { kind: 'unsupported' };
  if (/^501(?:0[1-9]|1[0-4]|19|20)$/.test(main)) return NEEDS_KEY;
  return MEANINGS[main] ?? { kind: 'refusal' };
}
