import type { FollowState } from './follow-progress.ts';
import type { FollowRoster } from './follow-roster.ts';
import type { Series } from './ingest-summary.ts';

/** A candle that has been due for less is on its way, ms. */
const ON_ITS_WAY_MS = 5_000;

/** How things are, and how many candles have been stored altogether. */
export function stateOf(
  roster: FollowRoster,
  now: number,
  storedBefore: number,
): { readonly state: FollowState; readonly stored: number } {
  let stored = 0;
  for (const one of roster.all) stored += one.stored;
  let behind = 0;
  let worstLagMs = 0;
  let worst: Series | null = null;
  for (const one of roster.followed) {
    const lagMs = one.lagMs(now);
    if (one.isKnown && lagMs <= ON_ITS_WAY_MS) continue;
    behind += 1;
    if (lagMs <= worstLagMs) continue;
    worstLagMs = lagMs;
    worst = one.series;
  }
  const current = roster.followed.length - behind;
  return {
    state: { type: 'state', current, behind, stored: stored - storedBefore, worstLagMs, worst },
    stored,
  };
}
