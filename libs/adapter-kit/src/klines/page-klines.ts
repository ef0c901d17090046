import {
  ceilToInterval,
  type KlinePage,
  KlineTable,
  nextOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import { fitsWindow } from './fits-window.ts';
import type { FindNext, KlineSeries, KlineSource } from './kline-source.ts';

/** How {@link pageKlines} judges what it gets. */
export interface PagingOptions {
  /** Candles that are missing from this time on, epoch ms, may still come: no page tells of them. */
  readonly emptyUntil: number;
  /** Finds where to go on behind a window without candles, where what is left is more than the next window. */
  readonly findNext: FindNext;
}

/**
 * The candles of an aligned range that is over, page by page. A page tells of no more than was answered: where rows end
 * before their window does, the next page goes on behind the last row, so that an answer that was cut short leaves no
 * hole. Behind an empty window `findNext` says where to go on, and the stretch until there is one empty page.
 *
 * Pages begin where the range does, or with the oldest candle that can be asked for. Behind a candle that the exchange
 * calls open there is none.
 */
export async function* pageKlines(
  source: KlineSource,
  series: KlineSeries,
  range: TimeRange,
  { emptyUntil, findNext }: PagingOptions,
): AsyncGenerator<KlinePage, void, undefined> {
  const { interval } = series;
  let cursor = Math.max(range.start, source.oldest(interval) ?? range.start);
  const opened = Math.min(range.end, ceilToInterval(source.opened, interval));
  if (cursor < opened) {
    yield emptyPage(cursor, opened);
    cursor = opened;
  }
  // Between `cursor` and `asked` there was nothing that can be believed yet.
  for (let asked = cursor; asked < range.end;) {
    const window = source.nextWindow(interval, asked, range.end);
    const { klines: answered, closed, until = Infinity } = await source.fetch(series, window);
    const klines = closed === answered.length ? answered : answered.slice(0, closed);
    const last = klines.openTimes.at(-1);
    if (last !== undefined) {
      const short = nextOpenTime(last, interval);
      const believed = source.believesShortAnswers ? Math.min(window.range.end, emptyUntil, until) : short;
      const end = closed < answered.length ? short : Math.max(short, believed);
      yield { range: { start: cursor, end }, klines };
      cursor = end;
      asked = end;
    }
    if (closed < answered.length) return;
    if (last !== undefined) continue;
    const rest = { start: window.range.end, end: range.end };
    const looked = rest.start < rest.end && (source.answersFirst || !fitsWindow(source, interval, rest));
    const next = looked ? await findNext(source, series, rest) : null;
    asked = looked ? (next ?? range.end) : rest.start;
    // A candle that is there proves that none is missing before it.
    const end = next === null ? Math.min(asked, emptyUntil) : next;
    if (cursor < end) {
      yield emptyPage(cursor, end);
      cursor = end;
    }
  }
}

const emptyPage = (start: number, end: number): KlinePage => ({
  range: { start, end },
  klines: KlineTable.empty(),
});
