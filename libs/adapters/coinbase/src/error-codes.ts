import type { RefusalMeaning } from '@marketloom/adapter-kit';

/**
 * What messages mean to a caller. Coinbase Exchange has no codes and no list of its messages, only a few statuses
 * (https://docs.cdp.coinbase.com/exchange/rest-api/requests): these are the ones that are known to come from public
 * endpoints. What is in none of them is judged by its status.
 */
const MEANINGS: readonly (readonly [RegExp, RefusalMeaning])[] = [
  [/^(?:NotFound|Product not found)$/i, { kind: 'unknownSymbol' }],
  [/rate limit exceeded/i, { kind: 'rateLimit' }],
  [/maintenance/i, { kind: 'maintenance' }],
  [/^Unsupported granularity/i, { kind: 'unsupported' }],
  [/^granularity too small/i, { kind: 'invalid', hint: 'one request has 300 candles at most' }],
];

/** What a message means; null for one that is not known. */
export function meaningOf(message: string): RefusalMeaning | null {
  return MEANINGS.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}
