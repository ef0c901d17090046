/** The lengths of a candle, ascending. */
export const INTERVALS = [
  '1s',
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const;

/** The length of a candle: `1m`, `4h`, `1w`, `1M` (a calendar month). */
export type Interval = (typeof INTERVALS)[number];

/** Whether a text names an interval. Case matters: `1m` is a minute, `1M` a month. */
export function isInterval(text: string): text is Interval {
  return (INTERVALS as readonly string[]).includes(text);
}
