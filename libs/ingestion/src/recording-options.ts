import type { Clock, ExchangeInterface, Logger } from '@marketloom/exchange';
import type { InstrumentSelection } from './select-instruments.ts';

/** What is common to all that records order books in the slots of a schedule. */
export interface RecordingOptions {
  readonly exchange: ExchangeInterface;
  /** Which instruments. Of those that a filter means, only what trades is recorded. */
  readonly selection: InstrumentSelection;
  /** The time between two slots; 5 seconds. */
  readonly everyMs?: number | undefined;
  /** Only the slots that begin within so long, ms. */
  readonly durationMs?: number | undefined;
  /** What is taken later than so long after its slot counts as late, ms: 500, at most half of `everyMs`. */
  readonly toleranceMs?: number | undefined;
  /** How many levels of snapshots wait at most while the database is away; see {@link SnapshotWriter}. */
  readonly maximumLevels?: number | undefined;
  /** How long what waits for the database may take at the end of a run that was not stopped, ms: a minute. */
  readonly drainMs?: number | undefined;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger | undefined;
  /** The machine's when left out. */
  readonly clock?: Clock | undefined;
}
