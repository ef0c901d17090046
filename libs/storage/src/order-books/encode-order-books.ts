import {
  type OrderBookLevel,
  type OrderBookSnapshot,
  type PackedLevels,
  packedSides,
} from '@marketloom/exchange';
import type { Big } from 'big.js';
import { CopyWriter } from '../copy-format/copy-writer.ts';
import type { BatchCheck } from './check-order-books.ts';
import type { OrderBookRecord } from './order-book-store.ts';

/** What {@link OrderBookEncoder} writes, in this order. */
export const BOOK_COLUMNS = [
  'symbol_id',
  'retrieved_at',
  'exchange_ts',
  'received_at',
  'last_update_id',
  'size_unit',
  'depth',
  'best_bid',
  'best_bid_size',
  'best_ask',
  'best_ask_size',
  'bid_prices',
  'bid_sizes',
  'ask_prices',
  'ask_sizes',
] as const;

/** About a book of 5,000 levels a side. */
const CAPACITY_BYTES = 512 * 1024;
/** How much is handed over at once: a few times what a socket buffers. */
const CHUNK_BYTES = 64 * 1024;

const VALUES = {
  price: ({ price }: OrderBookLevel): Big => price,
  size: ({ size }: OrderBookLevel): Big => size,
};
const SIZE_UNITS = {
  base: new TextEncoder().encode('base'),
  contracts: new TextEncoder().encode('contracts'),
};

/**
 * Makes `COPY … (FORMAT binary)` of books, one row each, in {@link BOOK_COLUMNS}. It uses its memory again, so that one
 * encoder serves one copy at a time.
 */
export class OrderBookEncoder {
  readonly #writer = new CopyWriter(CAPACITY_BYTES);

  /**
   * Each chunk is to be used before the next one is asked for.
   * @throws what `check` throws
   */
  *encode(records: readonly OrderBookRecord[], check: BatchCheck): Generator<Uint8Array> {
    const writer = this.#writer;
    writer.reset();
    writer.writeSignature();
    for (const record of records) {
      check.checked(record, () => encodeHead(writer, record));
      for (const side of ['bids', 'asks'] as const) {
        for (const what of ['price', 'size'] as const) {
          check.encoding(record, () => encodeArray(writer, record.snapshot, side, what));
          // A long array is sent while the next one is made.
          if (writer.length < CHUNK_BYTES) continue;
          yield writer.written();
          writer.reset();
        }
      }
    }
    writer.writeTrailer();
    yield writer.written();
  }
}

/** All columns but the arrays of levels. */
function encodeHead(writer: CopyWriter, { symbolId, snapshot }: OrderBookRecord): void {
  const { exchangeTs, retrievedAt, lastUpdateId, sizeUnit, depth } = snapshot;
  writer.writeFieldCount(BOOK_COLUMNS.length);
  writer.writeInteger(symbolId);
  writer.writeTimestamp(exchangeTs ?? retrievedAt);
  if (exchangeTs === null) writer.writeNull();
  else writer.writeTimestamp(exchangeTs);
  writer.writeTimestamp(retrievedAt);
  if (lastUpdateId === null) writer.writeNull();
  else writer.writeBigintOf(lastUpdateId);
  writer.writeField(SIZE_UNITS[sizeUnit]);
  writer.writeInteger(depth);
  for (const side of ['bids', 'asks'] as const) {
    const packed = packedSides(snapshot)?.[side];
    if (packed === undefined) encodeBest(writer, snapshot[side][0]);
    else encodePackedBest(writer, packed);
  }
}

function encodeBest(writer: CopyWriter, best: OrderBookLevel | undefined): void {
  if (best === undefined) return writeNoBest(writer);
  writer.writeBig(best.price);
  writer.writeBig(best.size);
}

function encodePackedBest(writer: CopyWriter, { text, ends }: PackedLevels): void {
  const [middle, end] = ends;
  if (middle === undefined || end === undefined) return writeNoBest(writer);
  writer.writeNumericBytes(text, 0, middle);
  writer.writeNumericBytes(text, middle, end);
}

function writeNoBest(writer: CopyWriter): void {
  writer.writeNull();
  writer.writeNull();
}

function encodeArray(
  writer: CopyWriter,
  snapshot: OrderBookSnapshot,
  side: 'bids' | 'asks',
  what: 'price' | 'size',
): void {
  const packed = packedSides(snapshot)?.[side];
  if (packed === undefined) writer.writeNumericArray(snapshot[side], VALUES[what]);
  else writer.writePlainNumericArray(packed.text, packed.ends, what === 'price' ? 0 : 1, 2);
}
