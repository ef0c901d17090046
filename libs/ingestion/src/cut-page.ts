import { intersectRanges, type KlinePage, type TimeRange } from '@marketloom/exchange';

/** The part of a page that lies in a range; null when none of it does. */
export function cutPage(page: KlinePage, within: TimeRange): KlinePage | null {
  const [range] = intersectRanges([page.range], [within]);
  if (range === undefined) return null;
  if (range.start === page.range.start && range.end === page.range.end) return page;
  const { openTimes } = page.klines;
  const from = openTimes.findIndex((time) => time >= range.start);
  const until = openTimes.findIndex((time) => time >= range.end);
  const first = from === -1 ? openTimes.length : from;
  return { range, klines: page.klines.slice(first, until === -1 ? openTimes.length : until) };
}
