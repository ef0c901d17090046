import type { ByteWriter } from '../byte-writer.ts';
import type { SandboxInstrument } from '../catalogue/instrument.ts';
import type { OrderBook } from './order-book.ts';

/** How long before the exchange's answer its futures say the book was made and sent. */
const MATCHED_BEFORE_MS = 8;

/**
 * The body of a depth response at `now`: futures tell event and transaction time, COIN-M also symbol and pair. An
 * instrument that does not trade has an empty book.
 */
export function bookBody(
  writer: ByteWriter,
  instrument: SandboxInstrument,
  book: OrderBook,
  depth: number,
  now: number,
): Buffer {
  const updateId = book.updateIdAt(now);
  const { market, symbol, baseAsset, quoteAsset } = instrument;
  writer.clear();
  writer.ascii(`{"lastUpdateId":${updateId},`);
  if (market !== 'spot') writer.ascii(`"E":${now},"T":${now - MATCHED_BEFORE_MS},`);
  if (market === 'coinm') writer.ascii(`"symbol":"${symbol}","pair":"${baseAsset}${quoteAsset}",`);
  if (instrument.status(now) === 'TRADING') book.write(writer, updateId, depth);
  else writer.ascii('"bids":[],"asks":[]');
  writer.ascii('}');
  return writer.take();
}
