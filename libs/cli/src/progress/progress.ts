import type { Logger } from '@marketloom/exchange';
import type { SeriesProgress } from '@marketloom/ingestion';
import type { Host } from '../host.ts';
import { ProgressLines } from './progress-lines.ts';

/** Shows how work on many series goes on. */
export interface ProgressDisplay {
  /** Shows what has just happened. */
  readonly show: (progress: SeriesProgress<unknown>) => void;
  /** Removes what is in the way of the summary. */
  stop(): void;
}

/** Bars where stderr is a terminal, log lines every few seconds elsewhere. */
export async function createProgress(host: Host, logger: Logger): Promise<ProgressDisplay> {
  if (host.stderr.isTTY !== true) return new ProgressLines(logger);
  const { ProgressBars } = await import('./progress-bars.ts');
  return new ProgressBars(process.stderr, host.stderr);
}
