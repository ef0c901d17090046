export { readLevels, readSequence } from './books/read-levels.ts';
export { sufficientDepth } from './books/sufficient-depth.ts';
export { DecimalSum } from './decimal-sum.ts';
export { type DefinedAdapter, defineAdapter, type RestAdapter } from './define-adapter.ts';
export { type Refusal, type RefusalContext, refusalError, type RefusalMeaning } from './errors/refusals.ts';
export { closedRange, type ClosedRangeOptions, emptyUntil } from './klines/closed-range.ts';
export { findFirstIn, findFirstKline } from './klines/find-klines.ts';
export {
  type CellKey,
  cellsOf,
  type KlineCells,
  type KlineDialect,
  type TimeParameter,
  type UnfinishedCandle,
} from './klines/kline-dialect.ts';
export { type ExpectedRows, klineRowsIn, type KlineRows, readKlineRows } from './klines/kline-rows.ts';
export type { FindNext, KlineAnswer, KlineSeries, KlineSource } from './klines/kline-source.ts';
export {
  type KlineWindow,
  nextWindow,
  requestOf,
  type WindowLimits,
  type WindowRequest,
} from './klines/kline-window.ts';
export { multiplyDecimalText } from './klines/multiply-decimal-text.ts';
export { pageKlines, type PagingOptions } from './klines/page-klines.ts';
export { readTime, smallestStepMs, type TimeUnit, writeTime } from './klines/time-unit.ts';
export { positiveDecimal, statusOf, stepOfPlaces } from './listing/row-values.ts';
export { Unclassifiable } from './listing/unclassifiable.ts';
export { type Underlying, underlyingOf } from './listing/underlying-of.ts';
export type {
  Ask,
  AskedBook,
  BookAnswer,
  BookQuestion,
  BudgetFacts,
  ClassifiedInstrument,
  EndpointRequest,
  KlineEndpoint,
  ListingEndpoint,
  MarketListing,
  OrderBookEndpoint,
  RestMarket,
  TimeEndpoint,
} from './rest/endpoints.ts';
export type { MarketRoom } from './rest/market-room.ts';
export {
  type QuestionContext,
  type RefusalReader,
  RestClient,
  type RestClientOptions,
} from './rest/rest-client.ts';
export { type KlineQuestion, RestExchange, type RestExchangeSettings } from './rest/rest-exchange.ts';
export { type MeasuredTime, measuredTime, type MeasureTime, ServerClock } from './server-clock.ts';
export { timeOf, timeOrNull } from './time-of.ts';
