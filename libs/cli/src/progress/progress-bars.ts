import type { IngestProgress, Series } from '@marketloom/ingestion';
import cliProgress from 'cli-progress';
import type { ProgressDisplay } from './progress.ts';

/** A bar for each series that is under way, and one for all of them; on stderr, or another terminal. */
export class ProgressBars implements ProgressDisplay {
  readonly #bars: cliProgress.MultiBar;
  readonly #running = new Map<Series, cliProgress.SingleBar>();
  #all: cliProgress.SingleBar | undefined;

  constructor(stream: NodeJS.WritableStream = process.stderr) {
    this.#bars = new cliProgress.MultiBar(
      {
        format: '{name} {bar} {percentage}% {value}/{total} {unit} {eta_formatted}',
        stream,
        clearOnComplete: true,
        hideCursor: true,
        etaBuffer: 50,
      },
      cliProgress.Presets.shades_grey,
    );
  }

  readonly show = (progress: IngestProgress): void => {
    if (progress.type === 'planned') {
      const { length } = progress.series;
      if (length > 1)
        this.#all = this.#bars.create(length, 0, { name: 'all series'.padEnd(30), unit: 'series' });
      return;
    }
    const { series } = progress;
    if (progress.type === 'begun' && progress.candles > 0) {
      const name = `${series.entry.symbol.toString()} ${series.interval}`.padEnd(30);
      this.#running.set(series, this.#bars.create(progress.candles, 0, { name, unit: 'candles' }));
    } else if (progress.type === 'advanced') {
      this.#running.get(series)?.increment(progress.candles);
    } else if (progress.type === 'ended') {
      const bar = this.#running.get(series);
      if (bar) this.#bars.remove(bar);
      this.#running.delete(series);
      this.#all?.increment();
    }
  };

  stop(): void {
    this.#bars.stop();
  }
}
