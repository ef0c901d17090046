import {
  type ExchangeInterface,
  isExchangeError,
  type KlinePage,
  type TimeRange,
} from '@marketloom/exchange';
import type { Series } from './ingest-summary.ts';
import type { KlineWindow } from './window-plan.ts';

/** A stretch whose candles cannot be had, though what lies behind can. */
export interface SpoiltStretch {
  readonly range: TimeRange;
  readonly error: unknown;
}

/** What came of a window. */
export interface WindowAnswer {
  readonly window: KlineWindow;
  /**
   * The exchange's pages, following each other from the window's start on, but for what is spoilt. The last may reach
   * beyond the window.
   */
  readonly pages: readonly KlinePage[];
  /** What of the window the pages leave out, ascending. */
  readonly spoilt: readonly SpoiltStretch[];
  /** Up to where the pages answer; before the window's end where the exchange's answers end, or failed. */
  readonly position: number;
  /** What ended it before the window's end; null when nothing did. */
  readonly error: unknown;
}

/**
 * Fetches one window, nearly always with one request. Where the window holds no candle, the adapter is let look for the
 * next one in all of the range that the window belongs to, and the page says how far there is none. Where the exchange
 * tells which candles a bad answer spoils, it is asked for those before and behind them. Never rejects.
 */
export async function fetchWindow(
  exchange: ExchangeInterface,
  { entry, interval }: Series,
  window: KlineWindow,
  signal: AbortSignal,
): Promise<WindowAnswer> {
  const pages: KlinePage[] = [];
  const spoilt: SpoiltStretch[] = [];
  let position = window.start;
  let { end } = window.range;
  for (let more = true; more && position < window.end;) {
    more = false;
    try {
      // What is asked for next depends on what came.
      // oxlint-disable-next-line no-await-in-loop
      for await (const page of exchange.fetchKlines({
        symbol: entry,
        interval,
        start: position,
        end,
        signal,
      })) {
        pages.push(page);
        position = page.range.end;
        more = true;
        // The first page may look beyond the window; what it left out of the window is asked for by itself.
        if (end !== window.end || position >= window.end) break;
      }
    } catch (error) {
      const stretch = spoiltBy(error);
      if (stretch === null || stretch.end <= position) return { window, pages, spoilt, position, error };
      more = true;
      if (position < stretch.start && stretch.start < end) {
        // It lies ahead, as behind an outage that is looked beyond: what comes before it is asked for by itself.
        end = Math.min(stretch.start, window.end);
        continue;
      }
      spoilt.push({ range: { start: position, end: Math.min(stretch.end, window.end) }, error });
      position = stretch.end;
    }
    ({ end } = window);
  }
  return { window, pages, spoilt, position, error: null };
}

/** Which candles are spoilt, by the word of an error; null where it tells of none. */
function spoiltBy(error: unknown): TimeRange | null {
  return isExchangeError(error) && error.kind === 'badResponse' ? (error.range ?? null) : null;
}
