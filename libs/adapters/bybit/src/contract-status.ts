import { statusOf } from '@marketloom/adapter-kit';
import type { InstrumentStatus } from '@marketloom/exchange';
import type { JsonReader } from '@marketloom/transport';

/**
 * `status` of contracts. `Pending`, until March 2023, and `Settling`, until May 2024, were documented before, and
 * `PendingOpen` is named by clients of the API.
 * https://bybit-exchange.github.io/docs/v5/enum#status
 */
const STATUSES = {
  Pending: 'pending',
  PendingOpen: 'pending',
  PreLaunch: 'pending',
  Trading: 'trading',
  Settling: 'halted',
  Delivering: 'halted',
  Closed: 'delisted',
} as const;

/**
 * The phases of contracts that trade before their asset does. Orders are matched from the cross matching on, and freely
 * in the last phase; one that has finished without becoming a contract like others is about to be delisted.
 * https://bybit-exchange.github.io/docs/v5/enum#curauctionphase
 */
const PHASES = {
  NotStarted: 'pending',
  CallAuction: 'pending',
  CallAuctionNoCancel: 'pending',
  CrossMatching: 'pending',
  ContinuousTrading: 'trading',
  Finished: 'halted',
} as const;

/**
 * The status of a contract in the listing.
 * @throws {Unclassifiable} for a word that is not known
 */
export function contractStatus(row: JsonReader): InstrumentStatus {
  const cell = row.field('status');
  const status = statusOf(cell, STATUSES);
  const before = row.optional('preListingInfo');
  if (cell.value !== 'PreLaunch' || before === null || before.isNull) return status;
  return statusOf(before.field('curAuctionPhase'), PHASES);
}
