import type { SeriesProgress, Series } from '@marketloom/ingestion';
import cliProgress from 'cli-progress';
import type { TextStream } from '../host.ts';
import type { ProgressDisplay } from './progress.ts';

/** The most cells of a bar, and what stands on its line beside it: name, counts and the time left. */
const [MOST_CELLS, BESIDE] = [40, 75];

/** How long bars are, so that what stands beside them has room on the line. */
function barSize(stream: NodeJS.WritableStream): number {
  const { columns = MOST_CELLS + BESIDE } = stream as { readonly columns?: number };
  return Math.max(5, Math.min(MOST_CELLS, columns - BESIDE));
}

/** A bar for each series that is under way, and one for all of them; on stderr, or another terminal. */
export class ProgressBars implements ProgressDisplay {
  readonly #bars: cliProgress.MultiBar;
  readonly #running = new Map<Series, cliProgress.SingleBar>();
  readonly #giveBack: (() => void) | undefined;
  #all: cliProgress.SingleBar | undefined;

  /** @param shared what others write on the same terminal: it goes above the bars */
  constructor(stream: NodeJS.WritableStream = process.stderr, shared?: TextStream) {
    this.#bars = new cliProgress.MultiBar(
      {
        barsize: barSize(stream),
        format: '{name} {bar} {percentage}% {value}/{total} {unit} {eta_formatted}',
        stream,
        clearOnComplete: true,
        hideCursor: true,
        forceRedraw: true,
        // Signals are the app's: what is in hand is still finished, and shown, after one.
        gracefulExit: false,
        etaBuffer: 50,
      },
      cliProgress.Presets.shades_grey,
    );
    this.#giveBack = shared?.lend?.((text) => this.#bars.log(text));
  }

  readonly show = (progress: SeriesProgress<unknown>): void => {
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
    // Draws once more, so that what waits to be written above the bars is not lost.
    this.#bars.update();
    this.#bars.stop();
    this.#giveBack?.();
  }
}
