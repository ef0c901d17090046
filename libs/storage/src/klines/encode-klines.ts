import { type KlineTable, type PackedKlines, printTime } from '@marketloom/exchange';
import { CopyWriter } from '../copy-format/copy-writer.ts';
import { InvalidKlineBatchError } from './invalid-kline-batch-error.ts';
import { type BatchColumns, batchColumns } from './kline-sql.ts';
import { InvalidDecimalError } from '../copy-format/numeric-binary.ts';

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
    const writeDecimal = klines.packed === null ? textWriter(klines, columns) : packedWriter(klines.packed);
    const writer = this.#writer;
    writer.reset();
    writer.writeSignature();
    for (let row = 0; row < klines.length;) {
      row = encodeRows(writer, klines, columns, { rowStart, writeDecimal }, row, operation);
      if (row === klines.length) break;
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

/** Writes one decimal; rows come in ascending order. */
type WriteDecimal = (writer: CopyWriter, row: number, column: number) => void;

function textWriter({ columns }: KlineTable, { decimals }: BatchColumns): WriteDecimal {
  const texts = decimals.map((name) => columns[name] ?? []);
  return (writer, row, column) => writer.writeNumeric(texts[column]?.[row] as string);
}

/** Takes the digits from where the exchange's answers hold them. */
function packedWriter({ decimals, parts }: PackedKlines): WriteDecimal {
  const width = decimals.length;
  let [part, ...rest] = parts;
  /** How many decimals came before the part. */
  let before = 0;
  return (writer, row, column) => {
    let index = row * width + column - before;
    while (part !== undefined && index >= part.spans.length) {
      index -= part.spans.length;
      before += part.spans.length;
      [part, ...rest] = rest;
    }
    const span = part?.spans[index] as number;
    const start = span >>> 8;
    writer.writeNumericBytes(part?.bytes as Uint8Array, start, start + (span & 0xff));
  };
}

/** Encodes rows from `row` on until the chunk is full; returns the first one that is not in it. */
function encodeRows(
  writer: CopyWriter,
  klines: KlineTable,
  { decimals, tradeCount, names }: BatchColumns,
  { rowStart, writeDecimal }: { readonly rowStart: Uint8Array; readonly writeDecimal: WriteDecimal },
  row: number,
  operation: string,
): number {
  const { openTime } = klines.columns;
  let column = 0;
  let at = row;
  try {
    for (; at < openTime.length && writer.length < CHUNK_BYTES; at += 1) {
      writer.writeBytes(rowStart);
      writer.writeTimestamp(openTime[at] as number);
      for (column = 0; column < decimals.length; column += 1) writeDecimal(writer, at, column);
      if (tradeCount !== null) writer.writeBigint(checkCount(tradeCount[at] as number));
    }
    return at;
  } catch (error) {
    if (!(error instanceof InvalidDecimalError)) throw error;
    const time = openTime[at] as number;
    throw new InvalidKlineBatchError(
      `${names[column]} of the candle of ${printTime(time)}: ${error.message}`,
      {
        operation,
        openTime: time,
        cause: error,
      },
    );
  }
}

function checkCount(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) throw new InvalidDecimalError(String(count));
  return count;
}
