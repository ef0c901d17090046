import { DAY_MS } from '../intervals.ts';

const FRIDAY = 5;
const DELIVERY_HOUR = 8;

/** A delivery of quarterly futures: when, when the contract for it was listed, and how its symbols end. */
export interface QuarterlyDelivery {
  readonly deliveryDate: number;
  readonly onboardDate: number;
  /** `261225` */
  readonly suffix: string;
}

/**
 * The deliveries of the current and the next quarterly futures at a time: the last Fridays of March, June, September and
 * December at 08:00 UTC. A contract is listed when the one two quarters before it is delivered.
 */
export function quarterlyDeliveries(now: number): readonly [QuarterlyDelivery, QuarterlyDelivery] {
  const date = new Date(now);
  let quarter = date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3);
  if (deliveryOf(quarter) <= now) quarter += 1;
  return [describe(quarter), describe(quarter + 1)];
}

function describe(quarter: number): QuarterlyDelivery {
  const deliveryDate = deliveryOf(quarter);
  const suffix = new Date(deliveryDate).toISOString().slice(2, 10).replaceAll('-', '');
  return { deliveryDate, onboardDate: deliveryOf(quarter - 2), suffix };
}

function deliveryOf(quarter: number): number {
  const monthAfter = Date.UTC(Math.floor(quarter / 4), (quarter % 4) * 3 + 3, 1, DELIVERY_HOUR);
  const lastDay = new Date(monthAfter - DAY_MS);
  return lastDay.getTime() - ((lastDay.getUTCDay() - FRIDAY + 7) % 7) * DAY_MS;
}
