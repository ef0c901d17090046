import type { TransportResponse } from '@marketloom/exchange';

/**
 * When the ban that an answer tells of in its message ends, epoch ms by our clock; null when it tells of none:
 * `Way too much request weight used; IP banned until 1763900000000.` The time is by the exchange's clock, which the
 * answer's `Date` shows to the second: ours may be minutes off.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 */
export function bannedUntil(response: TransportResponse): number | null {
  const until = /banned until (\d{13})(?!\d)/.exec(response.text())?.[1];
  if (until === undefined) return null;
  const ahead = Date.parse(response.headers['date'] ?? '') - response.receivedAt;
  return isClockOff(Math.abs(ahead)) ? Number(until) - ahead : Number(until);
}

/**
 * Whether a difference is one between clocks: more than the header's whole seconds and the way here make, and less than
 * what only a `Date` that is not the exchange's own, as of a cache in between, can be off.
 */
function isClockOff(differenceMs: number): boolean {
  return differenceMs > 5000 && differenceMs < 86_400_000;
}
