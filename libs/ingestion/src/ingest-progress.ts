import type { SeriesSummary } from './ingest-summary.ts';
import type { SeriesProgress } from './series-progress.ts';

/** What happens in the course of `ingestKlines`. */
export type IngestProgress = SeriesProgress<SeriesSummary>;
