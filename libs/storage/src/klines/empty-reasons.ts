/** Why a range is empty, by the evidence of the other series of its exchange. The words that the ledger keeps. */
export const EMPTY_REASONS = {
  /** Several series have settled it, and none of them has a candle. */
  outage: 'outage: no instrument of the exchange has candles here',
  /** Others have candles, and the exchange sends none where nothing was traded. */
  noTrades: 'no trades',
  /** Others have candles, and the exchange sends some where nothing was traded too. */
  notTrading: 'not trading: others have candles here',
} as const;

/** The name of one of {@link EMPTY_REASONS}. */
export type EmptyReason = keyof typeof EMPTY_REASONS;

/** How many series must have settled a range as empty, and none as stored, to call it an outage. */
export const OUTAGE_SERIES = 3;

/** What an exchange does with an interval in which nothing was traded: it sends a candle, or leaves it out. */
export type QuietIntervals = 'sent' | 'omitted';
