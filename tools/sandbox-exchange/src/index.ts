export type { ArchiveOptions } from './archive/archive-options.ts';
export type { RecordedBook } from './books/recorded-books.ts';
export type { TimeSpan } from './candles/outages.ts';
export type { Preparation, PreparedRows } from './candles/preparation.ts';
export type { Revision } from './candles/revisions.ts';
export type { Delisting } from './catalogue/catalogue.ts';
export { type Fault, FAULT_KINDS, type FaultKind, InvalidFaultError } from './faults/fault.ts';
export type { FaultList, WaitingFault } from './faults/fault-list.ts';
export type { LimitOptions, WeightWindow } from './http/rate-limiter.ts';
export type { RequestCounters, SandboxRequest } from './http/request-log.ts';
export type { Endpoint } from './http/weights.ts';
export { type Market, MARKETS } from './market.ts';
export type { SandboxOptions } from './options.ts';
export { type RecordedKlines, RecordedKlinesError } from './recorded/recorded-klines.ts';
export type { SandboxClock } from './sandbox-clock.ts';
export { type KlineRow, type SandboxExchange, startSandboxExchange } from './sandbox-exchange.ts';
export { writeZip } from './archive/write-zip.ts';
export type { TrueBook } from './books/true-book.ts';
export type {
  InjectedFault,
  StreamConnectionRecord,
  StreamCounters,
  StreamLog,
} from './streams/stream-log.ts';
