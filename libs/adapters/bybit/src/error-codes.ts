import type { RefusalMeaning } from '@marketloom/adapter-kit';

/** How long an address that sent too much is banned: https://bybit-exchange.github.io/docs/v5/rate-limit#ip-limit */
export const BAN_MS = 600_000;

/**
 * What codes mean to a caller who asks for market data. 10018, which told of the limit on an address, is documented no
 * more.
 * https://bybit-exchange.github.io/docs/v5/error
 */
const MEANINGS: Readonly<Record<number, RefusalMeaning>> = {
  429: { kind: 'maintenance' },
  10000: { kind: 'timeout' },
  10001: { kind: 'invalid' },
  10006: { kind: 'rateLimit' },
  10016: { kind: 'maintenance' },
  10017: { kind: 'unsupported' },
  10018: { kind: 'ban', forMs: BAN_MS },
  10019: { kind: 'maintenance' },
  10029: { kind: 'unknownSymbol' },
  10429: { kind: 'rateLimit' },
  170007: { kind: 'timeout' },
  170121: { kind: 'unknownSymbol' },
  170222: { kind: 'rateLimit' },
  180023: { kind: 'maintenance' },
};

/**
 * What a refusal means. One code stands for all that is wrong with a parameter; which it is, only the message tells:
 * `Not supported symbols`, `params error: Symbol Is Invalid`, `Invalid period!`. A code that is not known is a refusal.
 */
export function meaningOf(code: number, message: string): RefusalMeaning {
  if (code === 10001 && /symbol/i.test(message)) return { kind: 'unknownSymbol' };
  if (code === 10001 && /\b(?:period|interval)\b/i.test(message)) return { kind: 'unsupported' };
  return MEANINGS[code] ?? { kind: 'refusal' };
}
