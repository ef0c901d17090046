import type { KlineTable, TimeRange } from '@marketloom/exchange';
import type { KlineSeries, SettledRange } from '@marketloom/storage';
import { KlineBatch, type WritableBatch } from './kline-batch.ts';
import type { SeriesTally } from './series-tally.ts';

/** Writes a series in batches, one transaction each, while the next pages are being fetched; never two at once. */
export class SeriesWriter {
  readonly #series: KlineSeries;
  readonly #batch = new KlineBatch();
  readonly #batchRows: number;
  readonly #tally: SeriesTally;
  readonly #asked: TimeRange;
  #writing: Promise<void> = Promise.resolve();

  constructor(series: KlineSeries, asked: TimeRange, batchRows: number, tally: SeriesTally) {
    this.#series = series;
    this.#asked = asked;
    this.#batchRows = batchRows;
    this.#tally = tally;
  }

  /** Takes rows and what the ledger is to say of them; waits only while a write before is still under way. */
  async add(klines: KlineTable, settled: readonly SettledRange[]): Promise<void> {
    if (!this.#batch.accepts(klines)) await this.#begin();
    this.#batch.add(klines, settled);
    if (this.#batch.rows >= this.#batchRows) await this.#begin();
  }

  /** Writes what is left and waits until all is committed. */
  async finish(): Promise<void> {
    await this.#begin();
    await this.#writing;
  }

  async #begin(): Promise<void> {
    await this.#writing;
    if (this.#batch.isEmpty) return;
    const batch = this.#batch.take();
    this.#writing = this.#write(batch);
    // A failure surfaces at the next call that awaits; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }

  async #write(batch: WritableBatch): Promise<void> {
    const counts = await this.#series.write(batch);
    this.#tally.written(counts, batch.settled, this.#asked);
  }
}
