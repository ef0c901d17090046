import { ceilToInterval, type Interval, intervalMs } from '@marketloom/exchange';

/** Before every candle. Some versions of `date_bin` are wrong for times before its origin. */
const BEFORE_ALL = Date.parse('0001-01-01T00:00:00Z');

/** SQL for the open time of the candle that holds a `timestamptz`; the same in every time zone of the session. */
export function openTimeOf(time: string, interval: Interval): string {
  const step = intervalMs(interval);
  if (step === null) return `date_trunc('month', ${time}, 'UTC')`;
  const origin = new Date(ceilToInterval(BEFORE_ALL, interval)).toISOString();
  return `date_bin(INTERVAL '${step} milliseconds', ${time}, TIMESTAMPTZ '${origin}')`;
}

/** SQL for the open time after one. */
export function openTimeAfter(openTime: string, interval: Interval): string {
  const step = intervalMs(interval);
  if (step === null) return `((${openTime} AT TIME ZONE 'UTC' + INTERVAL '1 month') AT TIME ZONE 'UTC')`;
  return `(${openTime} + INTERVAL '${step} milliseconds')`;
}
