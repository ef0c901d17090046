import { type Clock, floorToInterval, intervalMs, systemClock } from '@marketloom/exchange';
import type { SessionSource } from '../connection/connection.ts';
import { withSession } from '../connection/transaction.ts';
import { sqlStateOf } from '../errors/sql-state.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import type { RefreshedAggregate } from './aggregate-store.ts';

/** The continuous aggregates, in the order in which one is made of another. */
const LEVELS = [
  { interval: '1h', relation: 'aggregated_klines_1h' },
  { interval: '1d', relation: 'aggregated_klines_1d' },
] as const;

/** What the server answers while another refresh, such as a policy's, is under way. */
const LOCK_NOT_AVAILABLE = '55P03';
const MOST_ATTEMPTS = 11;

/**
 * Materialises what was written, on each level in turn, up to where the server's own policies would: an hour or a day
 * that is not over would be read as it was then, without the minutes that came since. From the beginning on, always: the
 * server looks only at what changed, while the candles before a later beginning, were they not materialised yet, would
 * no longer be read live either.
 */
export async function refreshAggregates(source: SessionSource): Promise<RefreshedAggregate[]> {
  return withSession(source, async (session) => {
    const refreshed: RefreshedAggregate[] = [];
    for (const { interval, relation } of LEVELS) {
      const { rows } = await session.query<{ now: string; name: string | null }>(
        `SELECT ${epochMs('now()')} AS now, to_regclass($1)::text AS name`,
        [relation],
      );
      const { now = '', name = null } = rows[0] ?? {};
      if (name === null) return refreshed;
      const until = floorToInterval(Number(now) - (intervalMs(interval) ?? 0), interval);
      // No transaction may be around it, not even the one that a statement with values is in.
      const call = `CALL refresh_continuous_aggregate('${relation}', NULL, '${new Date(until).toISOString()}')`;
      await unlessUnderWay(() => session.query(call));
      refreshed.push({ interval, until });
    }
    return refreshed;
  });
}

/** Refreshes once no other refresh is under way: that may have begun too early. Waits for it for some 100 seconds. */
async function unlessUnderWay(refresh: () => Promise<unknown>, clock: Clock = systemClock): Promise<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      await refresh();
      return;
    } catch (error) {
      if (attempts === MOST_ATTEMPTS || sqlStateOf(error) !== LOCK_NOT_AVAILABLE) throw error;
      await clock.sleep(50 * 2 ** attempts);
    }
  }
}
