import { BadResponseError, type BookUpdate, type LevelUpdate } from '@marketloom/exchange';
import type { MarketId } from '../markets.ts';

/** One message of changes to a book. */
export interface Diff extends BookUpdate {
  /** `U`: the first update in it; `lastUpdateId` is `u`, the last. */
  readonly firstUpdateId: bigint;
  /** `pu`: the last update of the message before; null on the spot market, which does not say. */
  readonly previousUpdateId: bigint | null;
}

/** What came over a connection. */
export type StreamMessage =
  | { readonly kind: 'diff'; readonly stream: string; readonly diff: Diff }
  /** Not what is documented. The stream it came from, where that can be made out. */
  | { readonly kind: 'invalid'; readonly stream: string | null; readonly error: BadResponseError }
  /** The server is about to close the connection. */
  | { readonly kind: 'shutdown' }
  /** Of no interest to a book. */
  | { readonly kind: 'other' };

interface RawDiff {
  readonly e?: unknown;
  readonly E?: unknown;
  readonly T?: unknown;
  readonly U?: unknown;
  readonly u?: unknown;
  readonly pu?: unknown;
  readonly b?: unknown;
  readonly a?: unknown;
}

/**
 * Reads a message of a combined stream. Prices and sizes are texts in it, and its ids are numbers that JSON.parse reads
 * exactly up to 2^53: larger ones make it invalid. The time of a diff is `T` on the futures markets, as that of their
 * snapshots, and `E` on the spot market, which has no other.
 * https://developers.binance.com/en/docs/products/spot/web-socket-streams for `serverShutdown`
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Diff-Book-Depth-Streams
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams/Diff-Book-Depth-Streams
 */
export function readStreamMessage(text: string, receivedAt: number, market: MarketId): StreamMessage {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (cause) {
    // What is cut off still begins with the name of its stream.
    const stream = /^\s*\{\s*"stream"\s*:\s*"([^"\\]+)"/.exec(text)?.[1] ?? null;
    return { kind: 'invalid', stream, error: invalid('a message is not JSON', '$', text, cause) };
  }
  if (typeof message !== 'object' || message === null) {
    return { kind: 'invalid', stream: null, error: invalid('a message is not an object', '$', text) };
  }
  const { stream, data } = message as { readonly stream?: unknown; readonly data?: RawDiff | null };
  const { e: event }: RawDiff = data ?? message;
  if (event === 'serverShutdown') return { kind: 'shutdown' };
  if (typeof stream !== 'string' || stream === '') return { kind: 'other' };
  if (typeof data !== 'object' || data === null || event !== 'depthUpdate') {
    return { kind: 'invalid', stream, error: invalid('a message is no update of a book', '$.data', text) };
  }
  const fault = faultOf(data, market);
  if (fault !== null) return { kind: 'invalid', stream, error: invalid(...fault) };
  const { U, u, pu, E, T, b, a } = data as Readonly<Record<'U' | 'u' | 'pu' | 'E' | 'T', number>> & RawDiff;
  const isSpot = market === 'spot';
  return {
    kind: 'diff',
    stream,
    diff: {
      bids: b as LevelUpdate[],
      asks: a as LevelUpdate[],
      firstUpdateId: BigInt(U),
      lastUpdateId: BigInt(u),
      previousUpdateId: isSpot ? null : BigInt(pu),
      exchangeTs: isSpot ? E : T,
      receivedAt,
    },
  };
}

type Fault = readonly [message: string, path: string, sample: string];

function faultOf(data: RawDiff, market: MarketId): Fault | null {
  const numbers = market === 'spot' ? (['U', 'u', 'E'] as const) : (['U', 'u', 'pu', 'T'] as const);
  for (const name of numbers) {
    const value = data[name];
    if (!Number.isSafeInteger(value) || Number(value) < -1) {
      return ['a number of an update is missing or cannot be', `$.data.${name}`, JSON.stringify(value) ?? ''];
    }
  }
  if (Number(data.u) < Number(data.U)) return ['an update ends before it begins', '$.data.u', String(data.u)];
  return sideFault('b', data.b) ?? sideFault('a', data.a);
}

function sideFault(name: 'b' | 'a', side: unknown): Fault | null {
  if (!Array.isArray(side))
    return ['a side of an update is missing', `$.data.${name}`, JSON.stringify(side) ?? ''];
  for (let index = 0; index < side.length; index += 1) {
    const level: unknown = side[index];
    // A price or a size that came as a number is not exact any more.
    if (!Array.isArray(level) || typeof level[0] !== 'string' || typeof level[1] !== 'string') {
      return ['a level is not two texts', `$.data.${name}[${index}]`, JSON.stringify(level)];
    }
  }
  return null;
}

function invalid(message: string, path: string, sample: string, cause?: unknown): BadResponseError {
  return new BadResponseError(message, {
    exchange: 'binance',
    operation: 'streamOrderBooks',
    path,
    sample,
    cause,
  });
}
