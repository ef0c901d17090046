import type { TimeRange } from '@marketloom/exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import type { Series } from './ingest-summary.ts';
import type { RepairRequest } from './repair-klines.ts';

/** A series, and what is wrong with it: as `verifyKlines` tells, or as it was read from its document. */
export interface FaultySeries extends Series {
  readonly findings: readonly { readonly kind: string; readonly range: TimeRange }[];
  /** How many more there are that are not named. */
  readonly omitted: number;
}

/**
 * What is to be fetched again to mend what was found, by series. Where a candle is not what its minutes make, either may
 * be wrong: both are fetched. What is wrong with a ledger is not for this to say: a repair finds that out by itself.
 */
export function repairRequests(faulty: readonly FaultySeries[]): RepairRequest[] {
  const requests = new Map<
    string,
    { entry: CatalogueEntry; interval: Series['interval']; ranges: TimeRange[] }
  >();
  const add = ({ entry, interval }: Series, ranges: readonly TimeRange[]): void => {
    const key = `${entry.id} ${interval}`;
    const request = requests.get(key) ?? { entry, interval, ranges: [] };
    request.ranges.push(...ranges);
    requests.set(key, request);
  };
  for (const series of faulty) {
    for (const { kind, range } of series.findings) {
      add(series, kind === 'ledger' ? [] : [range]);
      if (kind === 'aggregate') add({ entry: series.entry, interval: '1m' }, [range]);
    }
  }
  return [...requests.values()];
}
