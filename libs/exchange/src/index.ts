export type {
  AdapterDefinition,
  AdapterSettings,
  ConfigurationKey,
  ConfigurationSchema,
  ConfigurationValues,
} from './adapter-definition.ts';
export type { Capabilities, KlineHistory, MarketCapabilities, OrderBookDepths } from './capabilities.ts';
export { type Clock, systemClock } from './clock.ts';
export { BadResponseError } from './errors/bad-response-error.ts';
export { BanError } from './errors/ban-error.ts';
export {
  ExchangeError,
  type ExchangeErrorDetails,
  type ExchangeErrorKind,
  isExchangeError,
} from './errors/exchange-error.ts';
export { ExchangeRefusalError } from './errors/exchange-refusal-error.ts';
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
  type ServerTime,
} from './exchange-interface.ts';
export type {
  Instrument,
  InstrumentListing,
  InstrumentStatus,
  QuarantinedInstrument,
  SymbolCollision,
} from './instrument.ts';
export type { KlinePage } from './kline-page.ts';
export { KLINE_COLUMNS, type Kline, type KlineColumn, type KlineColumns, KlineTable } from './kline-table.ts';
export { type Logger, silentLogger } from './logger.ts';
export type { OrderBookLevel, OrderBookSnapshot } from './order-book-snapshot.ts';
export type { TimeRange } from './time-range.ts';
export type { RequestBudget, Transport, TransportRequest, TransportResponse } from './transport-port.ts';
