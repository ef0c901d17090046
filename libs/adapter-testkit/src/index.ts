export { type ConformanceCheck, ConformanceError } from './checks/check.ts';
export { recordingChecks } from './checks/recording-checks.ts';
export { conformanceChecks } from './conformance.ts';
export type { RecordedResponse } from './replay/recorded-response.ts';
export { type ReplayServer, startReplayServer } from './replay/replay-server.ts';
export type { CandleFacts, SimulatedCandle } from './simulation/candle.ts';
export { type CandleSource, inventedCandles } from './simulation/candle-source.ts';
export type {
  ExpectedInstrument,
  SimulatedAnswer,
  SimulatedBook,
  SimulatedBooks,
  SimulatedEndpoint,
  SimulatedExchange,
  SimulatedKlines,
  SimulatedLimit,
  SimulatedMarket,
  SimulatedRefusal,
  SimulatedRequest,
  SimulatedRoute,
} from './simulation/description.ts';
export type { AskedKlines } from './simulation/kline-responder.ts';
export type { LimitCounter } from './simulation/limit-counter.ts';
export type { ExchangeState, SeenKlines, Simulation } from './simulation/simulation.ts';
export {
  type Fault,
  type FaultFor,
  type SeenRequest,
  type SimulatedServer,
  startSimulatedServer,
} from './simulation/simulated-server.ts';
export type {
  SimulatedBookChange,
  SimulatedStreams,
  StreamRequest,
} from './simulation/stream-description.ts';
export { NumberText, writeJson } from './simulation/write-json.ts';
export type { ConformanceSubject } from './subject.ts';
