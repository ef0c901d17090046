import type { SettledRange } from '@marketloom/storage';
import { expect, test } from 'vitest';
import { FollowedSeries } from './followed-series.ts';
import type { Series, SeriesSummary } from './ingest-summary.ts';
import { SeriesTally } from './series-tally.ts';
import { INTERRUPTED, summariseSeries } from './summarise-series.ts';

const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
const SETTLE_MS = 2_000;
const SERIES = { interval: '1m' } as Series;
const failure = { kind: 'badResponse', message: 'these candles cannot be' };

const minutes = (from: number, until: number): { start: number; end: number } => ({
  start: START + from * MINUTE,
  end: START + until * MINUTE,
});

/** What comes of a try in which something went wrong, and these minutes of the first `count` are stored then. */
function failedTry(count: number, stored: readonly (readonly [number, number])[]): SeriesSummary {
  const requested = minutes(0, count);
  const coverage = stored.map(([from, until]): SettledRange => ({
    ...minutes(from, until),
    status: 'stored',
  }));
  const events = {
    requested,
    missing: [requested],
    notClosedFrom: null,
    failures: [{ range: minutes(10, 20), failure }],
    skipped: null,
    notReached: INTERRUPTED,
  };
  return summariseSeries(SERIES, events, new SeriesTally('1m'), coverage);
}

test('candles that cannot be had farther back do not delay the newest, however often they are asked for', () => {
  const first = 60;
  const one = new FollowedSeries(SERIES, START, SETTLE_MS, minutes(0, first).end + SETTLE_MS);
  const delays: number[] = [];
  let known = first - 1;
  while (known < first + 20) {
    const { dueAt } = one;
    const closed = Math.floor((dueAt - SETTLE_MS - START) / MINUTE);
    if (closed > known) delays.push(dueAt - minutes(0, closed).end);
    known = closed;
    one.took(
      failedTry(closed, [
        [0, 10],
        [20, closed],
      ]),
      dueAt,
      dueAt,
    );
  }
  expect(Math.max(...delays)).toBeLessThan(SETTLE_MS + 1_000);
  expect(one.summary(minutes(0, known).end, null)).toMatchObject({ missing: 10, reason: failure });
});

test('where the newest is missing too, it is tried again less and less often', () => {
  const one = new FollowedSeries(SERIES, START, SETTLE_MS, START);
  const { end } = minutes(0, 60);
  let [wait, longest] = [0, 0];
  for (let tries = 0; tries < 20; tries += 1) {
    one.took(failedTry(60, [[0, 10]]), end + SETTLE_MS, end + SETTLE_MS);
    wait = one.dueAt - end - SETTLE_MS;
    longest = Math.max(longest, wait);
  }
  expect(wait).toBeGreaterThanOrEqual(MINUTE / 2);
  expect(longest).toBeLessThanOrEqual(MINUTE);
});
