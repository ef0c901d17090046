export type {
  AggregatedKlines,
  AggregateInterval,
  AggregateStore,
  RefreshedAggregate,
} from './aggregates/aggregate-store.ts';
export { PostgresAggregateStore } from './aggregates/postgres-aggregate-store.ts';
export type { Connection, Queryable, QueryResult, Session, SessionSource } from './connection/connection.ts';
export type { CopyIn, CopyTarget } from './connection/copy-in.ts';
export { DatabaseAddress } from './connection/database-address.ts';
export { PgConnection, type PgConnectionOptions } from './connection/pg-connection.ts';
export type { Database } from './database.ts';
export {
  type EmbeddedServer,
  type EmbeddedServerOptions,
  startEmbeddedServer,
} from './embedded/start-embedded-server.ts';
export { type AnyStorageError, isStorageError } from './errors/any-storage-error.ts';
export { DatabaseAuthenticationError } from './errors/database-authentication-error.ts';
export { DatabaseUnreachableError } from './errors/database-unreachable-error.ts';
export { EmbeddedServerError } from './errors/embedded-server-error.ts';
export { InsufficientPrivilegeError } from './errors/insufficient-privilege-error.ts';
export { InvalidDataError } from './errors/invalid-data-error.ts';
export { InvalidDatabaseAddressError } from './errors/invalid-database-address-error.ts';
export { MigrationError } from './errors/migration-error.ts';
export { NewerMigrationsError } from './errors/newer-migrations-error.ts';
export { ServerResourcesError } from './errors/server-resources-error.ts';
export { StatementError } from './errors/statement-error.ts';
export { StorageConflictError } from './errors/storage-conflict-error.ts';
export { StorageError, type StorageErrorDetails, type StorageErrorKind } from './errors/storage-error.ts';
export { TimescaleError } from './errors/timescale-error.ts';
export { UnknownDatabaseError } from './errors/unknown-database-error.ts';
export { UnsupportedServerError } from './errors/unsupported-server-error.ts';
export { ClaimLostError } from './klines/claim-lost-error.ts';
export type { MinutesInterval } from './klines/compare-with-minutes.ts';
export {
  EMPTY_REASONS,
  type EmptyReason,
  OUTAGE_SERIES,
  type QuietIntervals,
} from './klines/empty-reasons.ts';
export type { EmptyCounts, EmptyQuestion } from './klines/explain-empty.ts';
export { InvalidKlineBatchError } from './klines/invalid-kline-batch-error.ts';
export type {
  FoundRun,
  KlineCheckOptions,
  KlineFinding,
  KlineFindingKind,
  KlineFindings,
  KlineValueColumn,
  KlineValues,
} from './klines/kline-finding.ts';
export type {
  KlineBatch,
  KlineSeries,
  KlineStore,
  ReplaceCounts,
  SeriesFilter,
  SeriesStatus,
  WriteCounts,
} from './klines/kline-store.ts';
export { LocalClaims } from './klines/local-claims.ts';
export { MixedColumnsError } from './klines/mixed-columns-error.ts';
export { PostgresKlineStore } from './klines/postgres-kline-store.ts';
export type { Claim, SeriesClaims } from './klines/series-claims.ts';
export { SessionClaims } from './klines/session-claims.ts';
export type { SettledRange, SettledStatus } from './klines/settled-range.ts';
export { WithdrawnKlinesError } from './klines/withdrawn-klines-error.ts';
export { type MigrateOptions, migrate } from './migrations/migrate.ts';
export { openDatabase, type OpenDatabaseOptions } from './open-database.ts';
export { BookExpiry, type BookExpiryOptions } from './order-books/book-expiry.ts';
export { InvalidOrderBookError } from './order-books/invalid-order-book-error.ts';
export type { OrderBookLapse, OrderBookLapseKind } from './order-books/order-book-lapse.ts';
export type { OrderBookStatus, OrderBookStatusOptions } from './order-books/order-book-status.ts';
export type {
  OrderBookRecord,
  OrderBookStore,
  StoredOrderBook,
  StoreOutcome,
} from './order-books/order-book-store.ts';
export { PostgresOrderBookStore } from './order-books/postgres-order-book-store.ts';
export type { DiscontinuityRecord, StoredDiscontinuity } from './order-books/stored-discontinuity.ts';
export type { ServerDescription } from './server/server-description.ts';
export { PostgresSymbolStore } from './symbols/postgres-symbol-store.ts';
export { SuspiciousListingError } from './symbols/suspicious-listing-error.ts';
export type {
  CatalogueEntry,
  ChangedSymbol,
  FieldChange,
  LookupOptions,
  SymbolDiff,
  SymbolFilter,
  SymbolStore,
} from './symbols/symbol-store.ts';
export type { TimescaleMode } from './timescale/timescale-mode.ts';
