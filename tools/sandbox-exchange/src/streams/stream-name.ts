import type { Market } from '../market.ts';

/** What a stream's name asks for: `btcusdt@depth@100ms`. */
export interface StreamName {
  readonly name: string;
  /** In upper case, as instruments are named. */
  readonly symbol: string;
  /** The time between two events. */
  readonly speedMs: number;
}

/** The speeds of diff streams, by what follows `@depth`. */
const SPEEDS: Readonly<Record<Market, Readonly<Record<string, number>>>> = {
  spot: { '': 1000, '@1000ms': 1000, '@100ms': 100 },
  usdm: { '': 250, '@500ms': 500, '@250ms': 250, '@100ms': 100 },
  coinm: { '': 250, '@500ms': 500, '@250ms': 250, '@100ms': 100 },
};

/**
 * Reads a stream's name; null where it is none of a diff stream. Symbols are lower case: others are names of nothing.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream and
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Diff-Book-Depth-Streams
 */
export function parseStreamName(market: Market, name: string): StreamName | null {
  const [, symbol, speed] = /^([^@\s/]+)@depth((?:@\d+ms)?)$/.exec(name) ?? [];
  const speedMs = SPEEDS[market][speed ?? ''];
  if (symbol === undefined || speedMs === undefined || symbol !== symbol.toLowerCase()) return null;
  return { name, symbol: symbol.toUpperCase(), speedMs };
}

/**
 * Whether the exchange takes a name: one of a diff stream, or of some other kind, which is never heard of here. It takes
 * those of symbols that it does not have.
 */
export function isStreamName(market: Market, name: string): boolean {
  const [, kind, speed] = /^(?:!|[^@\s/]+@)([a-zA-Z][^@\s/]*)((?:@[^@\s/]+)*)$/.exec(name) ?? [];
  if (kind === undefined || speed === undefined) return false;
  return kind !== 'depth' || SPEEDS[market][speed] !== undefined;
}
