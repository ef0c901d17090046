import type { CommandContext } from '@marketloom/cli';
import {
  type FaultySeries,
  type RepairRequest,
  repairRequests,
  type SeriesChoice,
  type VerifiedSeries,
  verifyKlines,
} from '@marketloom/ingestion';
import type { Database } from '@marketloom/storage';

/** What a look for faults came to, as far as a repair needs it. */
export interface FoundFaults {
  readonly requests: RepairRequest[];
  /** Series that were not looked at as a whole, each with its `failure`. */
  readonly unseen: readonly VerifiedSeries[];
  /** How many series were to be looked at. */
  readonly series: number;
  /** How many faults were found and not named, and so are not mended. */
  readonly omitted: number;
  /** Whether the look was stopped. */
  readonly interrupted: boolean;
}

/** So many faults of a kind are named for each series: enough for all but the worst, and no burden on memory. */
const MOST_FINDINGS = 100_000;

/** Looks for faults in what is stored. */
export async function findFaults(
  { openExchange, output, signal, logger, clock }: CommandContext,
  database: Database,
  options: { readonly choice: SeriesChoice; readonly samplePages: number },
): Promise<FoundFaults> {
  output.notice('Looking for faults in what is stored …');
  const { series, interrupted } = await verifyKlines({
    ...options,
    database,
    openExchange,
    mostFindings: MOST_FINDINGS,
    signal,
    logger,
    clock,
  });
  return { ...foundFaults(series), unseen: series.filter(({ failure }) => failure !== null), interrupted };
}

/** Takes faults that are known already. */
export function foundFaults(faulty: readonly FaultySeries[]): FoundFaults {
  return {
    requests: repairRequests(faulty),
    unseen: [],
    series: faulty.length,
    omitted: faulty.reduce((sum, { omitted }) => sum + omitted, 0),
    interrupted: false,
  };
}
