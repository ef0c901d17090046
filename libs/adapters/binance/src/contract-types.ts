/** What a contract is by its `contractType`. */
export type ContractKind = 'PERP' | 'FUTURE';

const KINDS: Readonly<Record<string, ContractKind>> = {
  PERPETUAL: 'PERP',
  TRADIFI_PERPETUAL: 'PERP',
  CURRENT_MONTH: 'FUTURE',
  NEXT_MONTH: 'FUTURE',
  CURRENT_QUARTER: 'FUTURE',
  NEXT_QUARTER: 'FUTURE',
};

/**
 * What a `contractType` stands for; null for one that is not known. A contract that is being delivered says so behind
 * its type, with a space (`CURRENT_QUARTER DELIVERING`) or an underscore (`PERPETUAL_DELIVERING`).
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/common-definition
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/common-definition
 */
export function contractKind(contractType: string): ContractKind | null {
  const type = contractType.replace(/[ _]DELIVERING$/, '');
  return Object.hasOwn(KINDS, type) ? (KINDS[type] ?? null) : null;
}

/** From here on a `deliveryDate` says that there is none: perpetual contracts carry one in the year 2100. */
const NO_DELIVERY = Date.UTC(2100, 0, 1);

/** When a contract is delivered, epoch ms; null when its row names no such time. */
export function deliveryTime(deliveryDate: number | null): number | null {
  return deliveryDate && deliveryDate > 0 && deliveryDate < NO_DELIVERY ? deliveryDate : null;
}
