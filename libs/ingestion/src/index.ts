export { describeFailure, type Failure } from './failure.ts';
export { type FollowKlinesOptions, followKlines } from './follow-klines.ts';
export type { FollowProgress, FollowState, Retirement } from './follow-progress.ts';
export { type FollowedSeriesSummary, type FollowSummary, isBehind } from './follow-summary.ts';
export { type IngestKlinesOptions, ingestKlines } from './ingest-klines.ts';
export type { IngestProgress } from './ingest-progress.ts';
export type { SeriesProgress } from './series-progress.ts';
export { type SeriesChoice, type StoredSeries, storedSeries } from './stored-series.ts';
export {
  verifyKlines,
  type VerifyKlinesOptions,
  type VerifyOutcome,
  type VerifySummary,
} from './verify-klines.ts';
export type { VerifiedSeries, VerifyFinding } from './verify-series.ts';
export type { SampleFinding } from './compare-sample.ts';
export {
  repairKlines,
  type RepairKlinesOptions,
  type RepairRequest,
  type RepairSummary,
} from './repair-klines.ts';
export type { RepairedSeries } from './repair-series.ts';
export {
  type IngestSummary,
  type Outcome,
  type Series,
  type SeriesSummary,
  type UnresolvedRange,
} from './ingest-summary.ts';
export { IngestionError, type IngestionErrorKind } from './ingestion-error.ts';
export { type PollOrderBooksOptions, pollOrderBooks } from './poll-order-books.ts';
export type { PolledBook, PollProgress, PollSummary, SlotCounts } from './poll-summary.ts';
export type { SnapshotFate, SnapshotToStore } from './snapshot-fate.ts';
export type { SnapshotStore } from './snapshot-store.ts';
export { SnapshotWriter, type SnapshotWriterEnd, type SnapshotWriterOptions } from './snapshot-writer.ts';
export type { KlineRunOptions } from './kline-run-options.ts';
export { type InstrumentFilter, type InstrumentSelection, selectInstruments } from './select-instruments.ts';
export { type SyncSummary, type SyncSymbolsOptions, syncSymbols } from './sync-symbols.ts';
export { type StoredBooks, type StoredBooksChoice, storedBooks } from './stored-books.ts';
export { OUT_OF_REACH } from './reach.ts';
export { BEFORE_FIRST_CANDLE } from './settle-page.ts';
export { type FaultySeries, repairRequests } from './repair-requests.ts';
export type { RecordingOptions } from './recording-options.ts';
export { recordLiveOrderBooks, type RecordLiveOrderBooksOptions } from './record-live-order-books.ts';
export type { StreamedBookSummary, StreamedSlots, StreamSummary } from './stream-summary.ts';
export type { StreamProgress, StreamState } from './stream-progress.ts';
