import type { RefusalMeaning } from '@marketloom/adapter-kit';

/** What the codes of Kraken mean to a caller. Name here the page of the exchange that lists them. */
const MEANINGS: Readonly<Record<number, RefusalMeaning>> = {
  1001: { kind: 'maintenance' },
  1002: { kind: 'rateLimit' },
  1003: { kind: 'ban', forMs: 600_000 },
  2001: { kind: 'unknownSymbol' },
  2002: { kind: 'unsupported' },
  2003: { kind: 'invalid' },
};

/** What a code means. One that is not known is a refusal. */
export function meaningOf(code: number): RefusalMeaning {
  return MEANINGS[code] ?? { kind: 'refusal' };
}
