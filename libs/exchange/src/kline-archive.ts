import type { KlineRequest } from './exchange-interface.ts';
import type { KlinePage } from './kline-page.ts';

/**
 * An exchange's history as files that it publishes for download, a day or a month each: long ranges without a request
 * for every thousand candles.
 */
export interface KlineArchive {
  /**
   * Closed candles of a range, page by page, ascending, as far as files cover it. Each page answers for a run of candles
   * that a verified file holds, every one of them in the page, and for nothing else: where a file lacks a candle, holds
   * one that cannot be right, or does not exist (not published yet, before the listing), there is no page. No page is
   * ever empty. What no page answers for is for `ExchangeInterface.fetchKlines` to settle: archives have holes that the
   * exchange itself has not.
   *
   * Memory stays flat, whatever the range: at most two files are held at a time, and pages have a few thousand rows.
   * @throws {BadResponseError} when a file is not what its checksum says, or contradicts itself
   * @throws {ExchangeError} as `fetchKlines` does; the signal's reason when it aborts
   */
  fetchKlines(request: KlineRequest): AsyncIterable<KlinePage>;
}
