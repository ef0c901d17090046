import type { KlineTable } from '@marketloom/exchange';
import type { CopyWriter } from './copy-writer.ts';
import type { BatchColumns } from './kline-sql.ts';
import { InvalidDecimalError } from './numeric-binary.ts';

/** What rows are encoded from, and how. */
export interface RowEncoding {
  readonly klines: KlineTable;
  readonly columns: BatchColumns;
  /** What all rows begin with. */
  readonly rowStart: Uint8Array;
  /** Rows are encoded until the writer holds so many bytes. */
  readonly chunkBytes: number;
}

/** The next row; while a value is at fault, where it stands. */
export interface Place {
  row: number;
  column: number;
}

/**
 * Encodes rows from a place on until the chunk is full, and moves the place behind them.
 * @throws {InvalidDecimalError} for a value at `place` that is not a finite decimal or a count
 */
export type EncodeRows = (writer: CopyWriter, encoding: RowEncoding, place: Place) => void;

/** @throws {InvalidDecimalError} when it is no count */
export function checkCount(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) throw new InvalidDecimalError(String(count));
  return count;
}
