import type { InstrumentStatus } from '@marketloom/exchange';

/**
 * `status` of spot pairs. Those the documentation no longer names are kept for recordings and for older mirrors.
 * https://developers.binance.com/docs/binance-spot-api-docs/enums#symbol-status-status
 */
export const SPOT_STATUSES: Readonly<Record<string, InstrumentStatus>> = {
  PRE_TRADING: 'pending',
  TRADING: 'trading',
  POST_TRADING: 'halted',
  END_OF_DAY: 'halted',
  HALT: 'halted',
  AUCTION_MATCH: 'halted',
  BREAK: 'halted',
  CANCEL_ONLY: 'halted',
};

/**
 * `status` (USD-M) and `contractStatus` (COIN-M) of contracts. Contracts that are being settled are halted until they
 * are delivered or closed.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/common-definition
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/common-definition
 */
export const CONTRACT_STATUSES: Readonly<Record<string, InstrumentStatus>> = {
  PENDING_TRADING: 'pending',
  TRADING: 'trading',
  TRADING_HALT: 'halted',
  TRADING_CANCEL_ONLY: 'halted',
  PRE_DELIVERING: 'halted',
  DELIVERING: 'halted',
  PRE_SETTLE: 'halted',
  SETTLING: 'halted',
  DELIVERED: 'delisted',
  CLOSE: 'delisted',
};

/**
 * The status of a contract as it stands at `now`, epoch ms. The exchange goes on listing perpetual contracts as `SETTLING`
 * for years after their delivery: halted for it, with the time of it over, they are gone for good.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Delist-Schedule
 */
export function statusAt(now: number, status: InstrumentStatus, expiresAt: number | null): InstrumentStatus {
  return status === 'halted' && expiresAt !== null && expiresAt <= now ? 'delisted' : status;
}
