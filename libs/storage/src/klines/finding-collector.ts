import type { KlineFinding, KlineFindings } from './kline-finding.ts';

const MOST_OF_A_KIND = 1000;

type Growing = { -readonly [Name in keyof KlineFinding]: KlineFinding[Name] };

/** Gathers findings: joins runs that are side by side, and keeps so many of each kind. */
export class FindingCollector {
  readonly #most: number;
  readonly #kept: Growing[] = [];
  readonly #counts = new Map<string, number>();
  /** The last run of each fault, kept or not: the next one may continue it. */
  readonly #last = new Map<string, Growing>();
  #omitted = 0;
  #candles = 0;

  /** @param most how many findings of one kind are kept */
  constructor(most: number = MOST_OF_A_KIND) {
    this.#most = most;
  }

  /** Counts candles that were looked at. */
  looked(candles: number): void {
    this.#candles += candles;
  }

  /** Takes the next run of its fault: it starts no earlier than the one before. */
  add(finding: KlineFinding): void {
    const fault = faultOf(finding);
    const last = this.#last.get(fault);
    if (last !== undefined && last.range.end >= finding.range.start) {
      last.range = { start: last.range.start, end: Math.max(last.range.end, finding.range.end) };
      last.candles += finding.candles;
      return;
    }
    const run: Growing = { ...finding };
    this.#last.set(fault, run);
    const count = this.#counts.get(finding.kind) ?? 0;
    this.#counts.set(finding.kind, count + 1);
    if (count < this.#most) this.#kept.push(run);
    else this.#omitted += 1;
  }

  /** All that was found. */
  findings(): KlineFindings {
    return {
      findings: (this.#kept as KlineFinding[]).toSorted((a, b) => a.range.start - b.range.start),
      omitted: this.#omitted,
      candles: this.#candles,
    };
  }
}

/** What two runs must have in common to be one. */
function faultOf(finding: KlineFinding): string {
  if (finding.kind === 'aggregate') return `aggregate ${finding.columns.join(' ')}`;
  return finding.kind === 'ledger' ? `ledger ${finding.fault}` : finding.kind;
}
