import { countCandles, type Interval, intersectRanges, type TimeRange } from '@marketloom/exchange';
import type { SandboxRequest } from '@marketloom/sandbox-exchange';
import type { SeriesName } from './ledger.ts';

/** What one request for candles asked for: open times, half-open. */
export interface AskedRange extends TimeRange {
  readonly series: SeriesName;
  readonly interval: Interval;
}

/** The pages that were asked for; questions for a single candle, which look for where a series goes on, are none. */
export function askedPages(requests: readonly SandboxRequest[]): AskedRange[] {
  return requests
    .filter(({ endpoint, query }) => endpoint === 'klines' && query['limit'] !== '1')
    .map(({ market, query }) => ({
      series: `${market}/${query['symbol']}/${query['interval']}`,
      interval: query['interval'] as Interval,
      start: Number(query['startTime']),
      end: Number(query['endTime']) + 1,
    }));
}

/** Those pages that ask for what was settled, as texts. Old candles are meant: those of just now may be read again. */
export function askedTwice(
  pages: readonly AskedRange[],
  settled: ReadonlyMap<SeriesName, readonly TimeRange[]>,
): string[] {
  return pages.flatMap(({ series, interval, ...page }) => {
    const again = intersectRanges([page], settled.get(series) ?? []);
    const candles = again.reduce((sum, range) => sum + countCandles(range, interval), 0);
    if (candles === 0) return [];
    return [`${series} ${new Date(page.start).toISOString()}: ${candles} candles that were settled`];
  });
}
