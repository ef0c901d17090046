import type { RefusalMeaning } from '@marketloom/adapter-kit';

/** A temporary lockout lasts about 15 minutes: https://support.kraken.com/hc/en-us/articles/360001491786-API-error-messages */
const LOCKOUT_MS = 15 * 60_000;

/**
 * What the errors of spot mean, by how they begin: https://docs.kraken.com/exchange/guides/general/errors and
 * https://docs.kraken.com/exchange/guides/rest/ratelimits. The longest beginning that fits counts.
 */
const SPOT: Readonly<Record<string, RefusalMeaning>> = {
  'EQuery:Unknown asset': { kind: 'unknownSymbol' },
  'EQuery:Invalid asset pair': { kind: 'unknownSymbol' },
  'EGeneral:Invalid arguments': { kind: 'invalid' },
  'EGeneral:Unknown method': { kind: 'unsupported' },
  'EGeneral:Too many requests': { kind: 'rateLimit' },
  'EGeneral:Temporary lockout': { kind: 'ban', forMs: LOCKOUT_MS },
  'EGeneral:Internal error': { kind: 'maintenance' },
  'EAPI:Rate limit exceeded': { kind: 'rateLimit' },
  'EAPI:Feature disabled': { kind: 'unsupported' },
  EService: { kind: 'maintenance' },
  'EService:Deadline elapsed': { kind: 'timeout' },
  'EService:Throttled': { kind: 'rateLimit' },
};

/**
 * What the errors of futures mean, by their codes:
 * https://support.kraken.com/hc/en-us/articles/360022839451-API-Errors
 */
const FUTURES: Readonly<Record<string, RefusalMeaning>> = {
  apiLimitExceeded: { kind: 'rateLimit' },
  'Server Error': { kind: 'maintenance' },
  Unavailable: { kind: 'maintenance' },
  marketUnavailable: { kind: 'maintenance' },
  notFound: { kind: 'unknownSymbol' },
  contractNotFound: { kind: 'unknownSymbol' },
  requiredArgumentMissing: { kind: 'invalid' },
  invalidArgument: { kind: 'invalid' },
  'Argument invalid': { kind: 'invalid' },
  'Json Parse Error': { kind: 'invalid' },
};

const REFUSAL: RefusalMeaning = { kind: 'refusal' };

/** What an error of spot means: `EQuery:Unknown asset pair`. One that is not known is a refusal. */
export function spotMeaning(error: string): RefusalMeaning {
  const beginnings = Object.keys(SPOT).filter((beginning) => error.startsWith(beginning));
  const longest = beginnings.reduce(
    (best, beginning) => (beginning.length > best.length ? beginning : best),
    '',
  );
  return SPOT[longest] ?? REFUSAL;
}

/** What an error of futures means: `apiLimitExceeded`, `invalidArgument: symbol`. One that is not known is a refusal. */
export function futuresMeaning(error: string): RefusalMeaning {
  return FUTURES[error.split(':')[0] ?? ''] ?? REFUSAL;
}
