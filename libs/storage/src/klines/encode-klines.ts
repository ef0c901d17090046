import { type KlineTable, printTime } from '@marketloom/exchange';
import { CopyWriter } from './copy-writer.ts';
import { encodePackedRows } from './encode-packed-rows.ts';
import { encodeTextRows } from './encode-text-rows.ts';
import { InvalidKlineBatchError } from './invalid-kline-batch-error.ts';
import { type BatchColumns, batchColumns } from './kline-sql.ts';
import { InvalidDecimalError } from './numeric-binary.ts';
import type { Place, RowEncoding } from './row-encoding.ts';

/** How much is handed over at once: a few times what a socket buffers. */
const CHUNK_BYTES = 128 * 1024;

/** What every row begins with, before its open time. */
export interface RowPrefix {
  readonly symbolId: number;
  readonly interval: string;
}

/**
 * Makes `COPY … (FORMAT binary)` of candles: the prefix if there is one, open time, then the columns of
 * {@link batchColumns}. It uses its memory again, so that one encoder serves one copy at a time.
 */
export class KlineEncoder {
  readonly #writer = new CopyWriter(CHUNK_BYTES * 2);

  /**
   * Each chunk is to be used before the next one is asked for.
   * @throws {InvalidKlineBatchError} naming the candle and the column whose value is not a finite decimal or a count
   */
  *encode(klines: KlineTable, prefix: RowPrefix | null, operation: string): Generator<Uint8Array> {
    const columns = batchColumns(klines);
    const rowStart = encodePrefix(prefix, columns);
    const encoding: RowEncoding = { klines, columns, rowStart, chunkBytes: CHUNK_BYTES };
    const place: Place = { row: 0, column: 0 };
    const writer = this.#writer;
    writer.reset();
    writer.writeSignature();
    while (place.row < klines.length) {
      encodeRows(writer, encoding, place, operation);
      if (place.row === klines.length) break;
      yield writer.written();
      writer.reset();
    }
    writer.writeTrailer();
    yield writer.written();
  }
}

/** The first fields are the same in all rows: their bytes are made once. */
function encodePrefix(prefix: RowPrefix | null, columns: BatchColumns): Uint8Array {
  const writer = new CopyWriter(64);
  writer.writeFieldCount(1 + columns.names.length + (prefix === null ? 0 : 2));
  if (prefix !== null) {
    writer.writeInteger(prefix.symbolId);
    writer.writeField(new TextEncoder().encode(prefix.interval));
  }
  return writer.written();
}

function encodeRows(writer: CopyWriter, encoding: RowEncoding, place: Place, operation: string): void {
  const { klines, columns } = encoding;
  try {
    if (klines.packed === null) encodeTextRows(writer, encoding, place);
    else encodePackedRows(writer, encoding, place);
  } catch (error) {
    if (!(error instanceof InvalidDecimalError)) throw error;
    const openTime = klines.openTimes[place.row] as number;
    const what = `${columns.names[place.column]} of the candle of ${printTime(openTime)}`;
    throw new InvalidKlineBatchError(`${what}: ${error.message}`, { operation, openTime, cause: error });
  }
}
