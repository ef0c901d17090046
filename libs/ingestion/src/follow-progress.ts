import type { Failure } from './failure.ts';
import type { Series } from './ingest-summary.ts';

/** Why a series is followed no more. */
export type Retirement =
  /** The exchange has given the instrument up. */
  | 'delisted'
  /** The catalogue's instruments that were asked for do not include it any more. */
  | 'notSelected';

/** What happens in the course of {@link followKlines}. */
export type FollowProgress =
  /** All series are known; none has been asked for. */
  | { readonly type: 'planned'; readonly series: number }
  /** Every series is current for the first time. */
  | { readonly type: 'caughtUp'; readonly stored: number; readonly elapsedMs: number }
  /** How things are, once a minute. */
  | FollowState
  /** `database`, or a market of the exchange, does not answer; nothing is asked of it before `until`, where that is known. */
  | {
      readonly type: 'outage';
      readonly of: string;
      readonly failure: Failure;
      readonly until: number | null;
    }
  /** It answers again. */
  | { readonly type: 'recovered'; readonly of: string; readonly lastedMs: number }
  /** A series failed after it had gone well; it is tried again, and the others go on. */
  | { readonly type: 'failed'; readonly series: Series; readonly failure: Failure }
  /** An instrument stands still: it is asked for less often. */
  | { readonly type: 'halted'; readonly series: Series }
  /** The catalogue has a new instrument. */
  | { readonly type: 'joined'; readonly series: Series }
  /** A series is followed no more. */
  | { readonly type: 'retired'; readonly series: Series; readonly reason: Retirement };

/** How things are. */
export interface FollowState {
  readonly type: 'state';
  /** Series of which no candle is missing that has been due for more than five seconds. */
  readonly current: number;
  readonly behind: number;
  /** Candles stored since the last time. */
  readonly stored: number;
  /** For how long the oldest candle of those that are behind has been due, ms; 0 when none is. */
  readonly worstLagMs: number;
  /** Whose candle that is. */
  readonly worst: Series | null;
}
