import type { TimeRange } from '../time-range.ts';
import { ExchangeError, type ExchangeErrorDetails } from './exchange-error.ts';

/** The answer is not what the exchange documents: HTML, truncated JSON, a wrong shape, an impossible value. */
export class BadResponseError extends ExchangeError {
  override readonly kind = 'badResponse';
  /** A second answer is often whole. */
  override readonly retryable = true;
  /** Where in the answer: `$[3][4]`; `$` is the whole. */
  readonly path: string;
  /** The beginning of what stood there, at most 200 characters. */
  readonly sample: string;
  /** The open times of the candles that the fault spoils, where that is known: what lies behind is worth asking for. */
  readonly range: TimeRange | null;

  constructor(
    message: string,
    details: ExchangeErrorDetails & {
      readonly path: string;
      readonly sample: string;
      readonly range?: TimeRange | undefined;
    },
  ) {
    const sample = details.sample.slice(0, 200);
    super(`${message} (at ${details.path}: ${sample})`, details);
    this.path = details.path;
    this.sample = sample;
    this.range = details.range ?? null;
  }
}
