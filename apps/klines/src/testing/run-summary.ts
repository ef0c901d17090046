import type { TimeRange } from '@marketloom/exchange';
import type { AppRun } from '@marketloom/testing';
import type { SeriesName } from './ledger.ts';

/** What a run says of one series, as far as tests look at it. */
export interface SeriesReportOfRun {
  readonly name: SeriesName;
  readonly requested: TimeRange;
  readonly unresolved: readonly (TimeRange & { readonly reason: { readonly kind: string } })[];
  readonly pending: readonly TimeRange[];
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly empty: number;
  readonly requests: number;
  readonly failure: { readonly kind: string; readonly message: string } | null;
}

/** What a run printed with `--json`. */
export interface RunSummary {
  readonly outcome: string;
  readonly series: readonly SeriesReportOfRun[];
}

/** Reads it, times as epoch ms. */
export function readSummary(run: AppRun): RunSummary {
  const times = (key: string, value: unknown): unknown =>
    key === 'start' || key === 'end' ? Date.parse(value as string) : value;
  const { outcome, series } = JSON.parse(run.stdout, times) as {
    outcome: string;
    series: (Omit<SeriesReportOfRun, 'name'> & {
      market: string;
      exchangeSymbol: string;
      interval: string;
    })[];
  };
  const named = series.map(({ market, exchangeSymbol, interval, ...rest }) => ({
    ...rest,
    name: `${market}/${exchangeSymbol}/${interval}`,
  }));
  return { outcome, series: named };
}
