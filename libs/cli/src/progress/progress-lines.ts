import type { Logger } from '@marketloom/exchange';
import type { SeriesProgress } from '@marketloom/ingestion';
import { formatCount } from '../output/format.ts';
import type { ProgressDisplay } from './progress.ts';

/** Says every few seconds how far things are, in the log. */
export class ProgressLines implements ProgressDisplay {
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  #planned = 0;
  #ended = 0;
  #missing = 0;
  #done = 0;
  #rows = 0;

  constructor(logger: Logger, everyMs: number = 5_000) {
    this.#logger = logger;
    this.#timer = setInterval(() => this.#say(), everyMs);
    this.#timer.unref();
  }

  readonly show = (progress: SeriesProgress<unknown>): void => {
    if (progress.type === 'planned') this.#planned = progress.series.length;
    else if (progress.type === 'begun') this.#missing += progress.candles;
    else if (progress.type === 'ended') this.#ended += 1;
    else {
      this.#done += progress.candles;
      this.#rows += progress.rows;
    }
  };

  stop(): void {
    clearInterval(this.#timer);
  }

  #say(): void {
    const candles = `${formatCount(this.#done)} of ${formatCount(this.#missing)} candles`;
    const details = {
      series: this.#planned,
      ended: this.#ended,
      missing: this.#missing,
      done: this.#done,
      rows: this.#rows,
    };
    this.#logger.info(`${this.#ended} of ${this.#planned} series done; ${candles} of those begun`, details);
  }
}
