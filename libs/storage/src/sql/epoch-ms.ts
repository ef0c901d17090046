/**
 * SQL for a `timestamptz` as the text of its epoch milliseconds: the same whatever the driver makes of timestamps, and
 * exact, since `extract` gives a numeric.
 */
export function epochMs(expression: string): string {
  return `(extract(epoch from ${expression}) * 1000)::bigint::text`;
}
