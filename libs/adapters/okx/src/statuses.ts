import { statusOf, Unclassifiable } from '@marketloom/adapter-kit';
import type { InstrumentStatus } from '@marketloom/exchange';
import type { JsonReader } from '@marketloom/transport';

/**
 * The words for a state, and what they mean. With `post_only` nothing is traded: orders that would be are refused.
 * https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments, and the instruments channel, which has more of them.
 */
const STATUSES: Readonly<Record<string, InstrumentStatus>> = {
  live: 'trading',
  preopen: 'pending',
  suspend: 'halted',
  rebase: 'halted',
  post_only: 'halted',
  settling: 'halted',
  expired: 'delisted',
};

/**
 * The status in a row.
 * @throws {Unclassifiable} for a test pair, and for a state that is not known
 */
export function statusIn(row: JsonReader): InstrumentStatus {
  const state = row.field('state');
  if (state.value === 'test') throw new Unclassifiable('a test pair, which nobody can trade');
  return statusOf(state, STATUSES);
}
