import { KlineTable } from '@marketloom/exchange';
import type { SettledRange } from '@marketloom/storage';

/** Rows and the ledger's word on them, to be written in one transaction. */
export interface WritableBatch {
  readonly klines: KlineTable;
  readonly settled: SettledRange[];
}

/** Gathers the answers of several requests, so that each write is large enough to be worth a transaction. */
export class KlineBatch {
  #tables: KlineTable[] = [];
  #settled: SettledRange[] = [];
  #rows = 0;

  /** How many rows have been gathered. */
  get rows(): number {
    return this.#rows;
  }

  /** Where what has been gathered ends; null when there is nothing. */
  get end(): number | null {
    return this.#settled.at(-1)?.end ?? null;
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.#settled.length === 0;
  }

  /** Whether a table can join: it has the columns that those before it have. */
  accepts(klines: KlineTable): boolean {
    const first = this.#tables[0];
    if (first === undefined || klines.length === 0) return true;
    return klines.hasColumnsOf(first);
  }

  /** Adds rows that follow those gathered so far. */
  add(klines: KlineTable, settled: readonly SettledRange[]): void {
    if (klines.length > 0) this.#tables.push(klines);
    this.#settled.push(...settled);
    this.#rows += klines.length;
  }

  /** Gives what has been gathered and begins anew. */
  take(): WritableBatch {
    const batch = { klines: KlineTable.join(this.#tables), settled: this.#settled };
    this.#tables = [];
    this.#settled = [];
    this.#rows = 0;
    return batch;
  }
}
