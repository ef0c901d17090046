import { IngestionError } from './ingestion-error.ts';
import { firstSlotFrom } from './slot-schedule.ts';

/** What slots are asked for. */
export interface SlotRequest {
  readonly count?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** Slots of a schedule. */
export interface SlotRange {
  /** The first, epoch ms. */
  readonly first: number;
  /** How many begin within the duration; without end: Infinity. */
  readonly within: number;
  /** How many of these are asked for. */
  readonly count: number;
}

/**
 * The slots that begin from `now` on within the duration, and no more than `count`.
 * @throws {IngestionError} when there can be none
 */
export function slotRange(
  { count = Number.POSITIVE_INFINITY, durationMs = Number.POSITIVE_INFINITY }: SlotRequest,
  everyMs: number,
  now: number,
): SlotRange {
  const refuse = (reason: string): never => {
    throw new IngestionError('invalidRequest', reason);
  };
  if (!(Number.isSafeInteger(everyMs) && everyMs >= 1)) refuse(`the time between two slots is ${everyMs} ms`);
  if (!(count >= 1)) refuse(`the number of slots is ${count}`);
  const first = firstSlotFrom(now, everyMs);
  const within = Math.ceil((now + durationMs - first) / everyMs);
  if (!(within >= 1)) refuse(`no slot begins within ${durationMs} ms: slots are ${everyMs} ms apart`);
  return { first, within, count: Math.min(count, within) };
}
