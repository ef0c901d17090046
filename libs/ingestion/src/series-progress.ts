import type { Series } from './ingest-summary.ts';

/** What happens in the course of work on many series. */
export type SeriesProgress<Summary> =
  /** All series are known; none has begun. */
  | { readonly type: 'planned'; readonly series: readonly Series[] }
  /** A series has its turn; `candles` open times are to be fetched. */
  | { readonly type: 'begun'; readonly series: Series; readonly candles: number }
  /** An answer arrived: `candles` more open times are accounted for. */
  | { readonly type: 'advanced'; readonly series: Series; readonly candles: number; readonly rows: number }
  /** A series has ended, one way or the other. */
  | { readonly type: 'ended'; readonly series: Series; readonly summary: Summary };
