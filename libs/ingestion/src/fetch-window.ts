import type { ExchangeInterface, KlinePage } from '@marketloom/exchange';
import type { Series } from './ingest-summary.ts';
import type { KlineWindow } from './window-plan.ts';

/** What came of a window. */
export interface WindowAnswer {
  readonly window: KlineWindow;
  /** The exchange's pages, following each other from the window's start on. The last may reach beyond the window. */
  readonly pages: readonly KlinePage[];
  /** Up to where the pages answer; before the window's end where the exchange's answers end, or failed. */
  readonly position: number;
  /** What ended it before the window's end; null when nothing did. */
  readonly error: unknown;
}

/**
 * Fetches one window, nearly always with one request. Where the window holds no candle, the adapter is let look for the
 * next one in all of the range that the window belongs to, and the page says how far there is none. Never rejects.
 */
export async function fetchWindow(
  exchange: ExchangeInterface,
  { entry, interval }: Series,
  window: KlineWindow,
  signal: AbortSignal,
): Promise<WindowAnswer> {
  const pages: KlinePage[] = [];
  let position = window.start;
  let { end } = window.range;
  try {
    for (let more = true; more && position < window.end;) {
      more = false;
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
      ({ end } = window);
    }
    return { window, pages, position, error: null };
  } catch (error) {
    return { window, pages, position, error };
  }
}
