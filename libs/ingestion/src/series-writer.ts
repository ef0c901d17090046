import { countCandles, type KlineTable, type TimeRange } from '@marketloom/exchange';
import type { KlineSeries, SettledRange } from '@marketloom/storage';
import { KlineBatch, type WritableBatch } from './kline-batch.ts';
import type { SeriesTally } from './series-tally.ts';

/** How a {@link SeriesWriter} writes. */
export interface SeriesWriterOptions {
  /** What the run was asked for: what is settled beyond is not counted. */
  readonly asked: TimeRange;
  /** About how many rows a transaction has. */
  readonly batchRows: number;
  /** How many transactions are under way at once, each in a connection of its own. */
  readonly writesAtOnce: number;
}

/** Writes a series in batches, one transaction each, while the next pages are being fetched. */
export class SeriesWriter {
  readonly #series: KlineSeries;
  readonly #batch = new KlineBatch();
  readonly #tally: SeriesTally;
  readonly #options: SeriesWriterOptions;
  readonly #writes = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  constructor(series: KlineSeries, tally: SeriesTally, options: SeriesWriterOptions) {
    this.#series = series;
    this.#tally = tally;
    this.#options = options;
  }

  /**
   * Takes rows and what the ledger is to say of them; waits only while too many writes are under way.
   * @throws what a write before has failed with
   */
  async add(klines: KlineTable, settled: readonly SettledRange[]): Promise<void> {
    if (!this.#belongs(klines, settled)) await this.#begin();
    this.#batch.add(klines, settled);
    if (this.#batch.rows >= this.#options.batchRows) await this.#begin();
  }

  /**
   * Writes what is left and waits until all that was begun has ended.
   * @throws what a write has failed with
   */
  async finish(): Promise<void> {
    try {
      await this.#begin();
    } finally {
      await Promise.all(this.#writes);
    }
    this.#throwFailure();
  }

  /**
   * What lies before the batch's end, as the holes of files do, gets a batch of its own: rows ascend. So does what lies
   * far behind it, which would be compared with all that is stored in between.
   */
  #belongs(klines: KlineTable, settled: readonly SettledRange[]): boolean {
    const [next] = settled;
    if (!this.#batch.accepts(klines)) return false;
    if (this.#batch.end === null || next === undefined || next.start === this.#batch.end) return true;
    if (next.start < this.#batch.end) return false;
    const between = { start: this.#batch.end, end: next.start };
    return countCandles(between, this.#series.interval) <= this.#options.batchRows;
  }

  async #begin(): Promise<void> {
    while (this.#writes.size >= this.#options.writesAtOnce) await Promise.race(this.#writes);
    this.#throwFailure();
    if (this.#batch.isEmpty) return;
    const write = this.#write(this.#batch.take());
    this.#writes.add(write);
    void write.then(() => this.#writes.delete(write));
  }

  /** Never rejects: the failure surfaces at the next call. */
  async #write(batch: WritableBatch): Promise<void> {
    try {
      const counts = await this.#series.write(batch);
      this.#tally.written(counts, batch.settled, this.#options.asked);
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      batch.klines.release();
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
