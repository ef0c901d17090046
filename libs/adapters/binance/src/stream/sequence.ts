import type { MarketId } from '../markets.ts';
import type { Diff } from './diff.ts';

/** How an update stands to a book: all of it is in there already, it is the next one, or updates between are missing. */
export type Standing = 'old' | 'next' | 'gap';

/** The exchange's rules for keeping a book. Ids are those of updates. */
export interface SequenceRules {
  /** For the first update after a snapshot at `id`: it may begin before. */
  afterSnapshot(diff: Diff, id: bigint): Standing;
  /** For one after the update that ended with `id`. */
  afterUpdate(diff: Diff, id: bigint): Standing;
}

/**
 * The first update holds the one after the snapshot; then each begins right behind the last. One that came again is
 * harmless.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
const spot: SequenceRules = {
  afterSnapshot({ firstUpdateId, lastUpdateId }, id) {
    if (lastUpdateId <= id) return 'old';
    return firstUpdateId <= id + 1n ? 'next' : 'gap';
  },
  afterUpdate({ firstUpdateId, lastUpdateId }, id) {
    if (lastUpdateId <= id) return 'old';
    return firstUpdateId === id + 1n ? 'next' : 'gap';
  },
};

/**
 * The first update ends at the snapshot or behind, and begins no later; then each names the last update before it. Ids
 * may be left out between two updates, so a snapshot can lie there: sizes are absolute, hence it is enough that the
 * update before was in it, where the documentation asks that the first update begins no later than it.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly
 */
const futures: SequenceRules = {
  afterSnapshot({ firstUpdateId, lastUpdateId, previousUpdateId }, id) {
    if (lastUpdateId < id) return 'old';
    return firstUpdateId <= id || (previousUpdateId !== null && previousUpdateId <= id) ? 'next' : 'gap';
  },
  afterUpdate({ previousUpdateId }, id) {
    return previousUpdateId === id ? 'next' : 'gap';
  },
};

/** The rules of a market. */
export function sequenceRulesOf(market: MarketId): SequenceRules {
  return market === 'spot' ? spot : futures;
}
