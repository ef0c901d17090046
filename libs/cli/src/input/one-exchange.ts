import { UsageError } from '../usage-error.ts';

/** The flag that says which exchange is asked: one. */
export const exchangeOption = {
  type: 'string',
  demandOption: true,
  describe: 'Exchange, such as binance',
} as const;

/**
 * Refuses several exchanges in one flag.
 * @throws {UsageError}
 */
export function refuseSeveralExchanges(exchange: string): void {
  if (exchange.includes(',')) throw new UsageError('--exchange: one at a time; run it again for the other');
}
