import { LONGEST_PACKED, type PackedKlines, type PackedPart } from '@marketloom/exchange';
import { type CopyWriter, putInt64, toPostgresMicroseconds } from './copy-writer.ts';
import { writePlainDecimal } from './numeric-binary.ts';
import { checkCount, type EncodeRows, type Place, type RowEncoding } from './row-encoding.ts';

/** What a decimal can take beyond its own length, and what times and counts take. */
const DECIMAL_BYTES = LONGEST_PACKED + 20;
const NUMBER_BYTES = 12;

/**
 * Rows whose decimals are bytes: their digits are taken from there. The hot path of every ingest, so
 * the buffer is written without a call a field.
 */
export const encodePackedRows: EncodeRows = (writer, encoding, place) => {
  const { parts } = encoding.klines.packed as PackedKlines;
  let first = 0;
  for (const part of parts) {
    const end = first + part.starts.length;
    if (place.row < end) encodePart(writer, encoding, place, part, first);
    if (place.row < end) return;
    first = end;
  }
};

/** @param first which row of the table the part's first one is */

function encodePart(
  writer: CopyWriter,
  { klines, columns, rowStart, chunkBytes }: RowEncoding,
  place: Place,
  { text, starts, lengths }: PackedPart,
  first: number,
): void {
  const { openTimes, tradeCounts } = klines;
  const { hasTradeCount } = columns;
  const width = columns.decimals.length;
  const rowBytes = rowStart.length + width * DECIMAL_BYTES + 2 * NUMBER_BYTES;
  let into = writer.room(rowBytes);
  let offset = writer.length;
  let { row } = place;
  for (; row - first < starts.length && offset < chunkBytes; row += 1) {
    into = writer.room(rowBytes);
    for (let index = 0; index < rowStart.length; index += 1) into[offset + index] = rowStart[index] as number;
    offset = putInt64(into, offset + rowStart.length, toPostgresMicroseconds(openTimes[row] as number));
    const at = (row - first) * width;
    let stop = starts[row - first] as number;
    for (let column = 0; column < width; column += 1) {
      const start = stop;
      stop += lengths[at + column] as number;
      const written = writePlainDecimal(text, start, stop, into, offset);
      if (written >= 0) {
        offset = written;
        continue;
      }
      place.row = row;
      place.column = column;
      writer.advanceTo(offset);
      writer.writeNumericBytes(text, start, stop);
      into = writer.room(rowBytes);
      offset = writer.length;
    }
    if (hasTradeCount) {
      const count = tradeCounts[row] as number;
      if (!(count >= 0 && count <= Number.MAX_SAFE_INTEGER && Math.floor(count) === count)) {
        place.row = row;
        place.column = width;
        checkCount(count);
      }
      offset = putInt64(into, offset, count);
    }
    writer.advanceTo(offset);
  }
  place.row = row;
}
