import type { ByteWriter } from '../byte-writer.ts';
import type { SandboxInstrument } from '../catalogue/instrument.ts';
import { MATCHED_BEFORE_MS } from './book-body.ts';
import type { OrderBook } from './order-book.ts';

/** An event of a depth stream. */
export interface DepthUpdate {
  /** `U` and `u` of the event. */
  readonly firstUpdateId: number;
  readonly finalUpdateId: number;
  /** The event as JSON. */
  readonly payload: Buffer;
}

/**
 * The event of a diff stream at `until`, after one at `from`: the sizes of all prices that have changed between them. Its
 * ids follow those of the one before without a gap.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream and
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams/Diff-Book-Depth-Streams
 */
export function depthUpdate(
  writer: ByteWriter,
  instrument: SandboxInstrument,
  book: OrderBook,
  from: number,
  until: number,
): DepthUpdate {
  const { market, symbol, baseAsset, quoteAsset } = instrument;
  const [before, finalUpdateId] = [book.updateIdAt(from), book.updateIdAt(until)];
  const firstUpdateId = before + 1;
  const futures = market !== 'spot';
  writer.clear();
  writer.ascii(`{"e":"depthUpdate","E":${until},`);
  if (futures) writer.ascii(`"T":${until - MATCHED_BEFORE_MS},`);
  writer.text(`"s":"${symbol}",`);
  if (market === 'coinm') writer.ascii(`"ps":"${baseAsset}${quoteAsset}",`);
  writer.ascii(`"U":${firstUpdateId},"u":${finalUpdateId},`);
  if (futures) writer.ascii(`"pu":${before},`);
  book.writeChange(writer, before, finalUpdateId);
  writer.ascii('}');
  return { firstUpdateId, finalUpdateId, payload: writer.take() };
}
