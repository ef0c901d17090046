export type {
  AdapterDefinition,
  AdapterSettings,
  ConfigurationKey,
  ConfigurationSchema,
  ConfigurationValues,
} from './adapter-definition.ts';
export {
  type Capabilities,
  type KlineHistory,
  klineHistoryOf,
  type MarketCapabilities,
  type OrderBookDepths,
} from './capabilities.ts';
export { type Clock, systemClock } from './clock.ts';
export { type LoadAdapterOptions, loadAdapter } from './adapter-loader.ts';
export { compareRepresentative } from './compare-representative.ts';
export { validateConfiguration } from './configuration.ts';
export { isLoopbackHost } from './configuration-url.ts';
export { compareDecimalText, isDecimalText } from './decimal-text.ts';
export { parseDurationMs } from './duration.ts';
export { AdapterNotFoundError } from './errors/adapter-not-found-error.ts';
export { type AnyExchangeError, isExchangeError } from './errors/any-exchange-error.ts';
export { BadResponseError } from './errors/bad-response-error.ts';
export { BanError } from './errors/ban-error.ts';
export { ExchangeError, type ExchangeErrorDetails, type ExchangeErrorKind } from './errors/exchange-error.ts';
export { ExchangeRefusalError } from './errors/exchange-refusal-error.ts';
export { InvalidAdapterError } from './errors/invalid-adapter-error.ts';
export { InvalidConfigurationError } from './errors/invalid-configuration-error.ts';
export { InvalidDurationError } from './errors/invalid-duration-error.ts';
export { InvalidIntervalError } from './errors/invalid-interval-error.ts';
export { InvalidRequestError } from './errors/invalid-request-error.ts';
export { MaintenanceError } from './errors/maintenance-error.ts';
export { NetworkError } from './errors/network-error.ts';
export { RateLimitError } from './errors/rate-limit-error.ts';
export { RequestTimeoutError } from './errors/request-timeout-error.ts';
export { UnknownSymbolError } from './errors/unknown-symbol-error.ts';
export { UnsupportedCapabilityError } from './errors/unsupported-capability-error.ts';
export {
  type CallOptions,
  ExchangeInterface,
  type FirstKlineRequest,
  type InstrumentSelector,
  type KlineRequest,
  type ListInstrumentsOptions,
  type OrderBookRequest,
  type RequestCost,
  type ServerTime,
} from './exchange-interface.ts';
export type {
  Instrument,
  InstrumentListing,
  InstrumentStatus,
  MarketFailure,
  QuarantinedInstrument,
  SymbolCollision,
} from './instrument.ts';
export { InstrumentCache, type ResolveOptions } from './instrument-cache.ts';
export { INTERVALS, type Interval, isInterval } from './interval.ts';
export {
  ceilToInterval,
  closeTimeOf,
  countCandles,
  countCandlesIn,
  endOfRun,
  floorToInterval,
  intervalMs,
  nextOpenTime,
  openTimes,
  shiftOpenTime,
} from './interval-arithmetic.ts';
export type { KlineArchive } from './kline-archive.ts';
export type { KlinePage } from './kline-page.ts';
export { KLINE_COLUMNS, type Kline, type KlineColumn, type KlineColumns, KlineTable } from './kline-table.ts';
export {
  DECIMAL_COLUMNS,
  type DecimalColumn,
  LONGEST_PACKED,
  type PackedKlines,
  type PackedPart,
} from './packed-klines.ts';
export { type KlineRowColumns, KlineRowScanner, type ScannedRows } from './scan-kline-rows.ts';
export { assertKlines, type ExpectedKlines } from './kline-validation.ts';
export { askMarkets, buildListing, type ListingParts, type MarketAnswers } from './listing.ts';
export { type BookUpdate, type LevelUpdate, LiveBook } from './live-book/live-book.ts';
export { type Logger, silentLogger } from './logger.ts';
export type { OrderBookLevel, OrderBookSnapshot } from './order-book-snapshot.ts';
export type {
  LiveOrderBook,
  OrderBookDiscontinuity,
  OrderBookDiscontinuityReason,
  OrderBookStreamEvent,
  OrderBookStreamRequest,
  ResumedOrderBook,
} from './order-book-stream.ts';
export { assertOrderBook } from './order-book-validation.ts';
export { LevelPacker, packLevels } from './packed-book/level-packer.ts';
export type { PackedLevels } from './packed-book/packed-levels.ts';
export {
  countLevels,
  packedOrderBook,
  packedSides,
  type PackedSides,
} from './packed-book/packed-order-book.ts';
export { parseInterval } from './parse-interval.ts';
export { printTime } from './print-time.ts';
export type { Socket, SocketMessage, SocketRequest, SocketTransport } from './socket-port.ts';
export { suggestSymbols } from './suggest-symbols.ts';
export {
  alignRange,
  intersectRanges,
  isEmptyRange,
  mergeRanges,
  printRange,
  subtractRanges,
  type TimeRange,
} from './time-range.ts';
export type { RequestBudget, Transport, TransportRequest, TransportResponse } from './transport-port.ts';
