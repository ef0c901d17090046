/**
 * Whether a candle may close when an exchange says it does: in its own time, which ends with `last`, early where an outage cut
 * it off, or with the next one's open. One in which nothing was traded may even close before it opens.
 */
export function canClose(close: number, open: number, last: number, trades: number | undefined): boolean {
  return close <= last + 1 && (close >= open || trades === 0);
}
