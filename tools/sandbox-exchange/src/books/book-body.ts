import type { ByteWriter } from '../byte-writer.ts';
import type { SandboxInstrument } from '../catalogue/instrument.ts';
import type { OrderBook } from './order-book.ts';

/** How long before the exchange's answer its futures say the book was made and sent. */
export const MATCHED_BEFORE_MS = 8;

/**
 * The body of a depth response at `now`, of the book of an id: futures tell event and transaction time, COIN-M also
 * symbol and pair.
 */
export function bookBody(
  writer: ByteWriter,
  instrument: SandboxInstrument,
  book: OrderBook,
  updateId: number,
  depth: number,
  now: number,
): Buffer {
  const { market, symbol, baseAsset, quoteAsset } = instrument;
  writer.clear();
  writer.ascii(`{"lastUpdateId":${updateId},`);
  if (market !== 'spot') writer.ascii(`"E":${now},"T":${now - MATCHED_BEFORE_MS},`);
  if (market === 'coinm') writer.ascii(`"symbol":"${symbol}","pair":"${baseAsset}${quoteAsset}",`);
  book.write(writer, updateId, depth);
  writer.ascii('}');
  return writer.take();
}
