/**
 * The next slot of a schedule aligned to the clock: multiples of `everyMs` since the epoch, so that no slot depends on
 * how long the one before took. Never one at or before `after`.
 */
export function nextSlot(now: number, everyMs: number, after: number): number {
  const next = Math.ceil(now / everyMs) * everyMs;
  return next > after ? next : (Math.floor(after / everyMs) + 1) * everyMs;
}

/** How many slots lie after `last` and before `next`: those that were missed. */
export function missedSlots(last: number, next: number, everyMs: number): number {
  return Math.max(0, Math.ceil(next / everyMs) - Math.floor(last / everyMs) - 1);
}
