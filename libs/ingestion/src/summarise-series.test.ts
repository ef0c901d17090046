import { expect, test } from 'vitest';
import type { Series } from './ingest-summary.ts';
import { SeriesTally } from './series-tally.ts';
import { INTERRUPTED, type SeriesEvents, summariseSeries } from './summarise-series.ts';

const HOUR = 3_600_000;
const range = (start: number, end: number): { start: number; end: number } => ({
  start: start * HOUR,
  end: end * HOUR,
});
const failure = { kind: 'storage', message: 'the server is gone' };
const events: SeriesEvents = {
  requested: range(0, 10),
  missing: [range(2, 10)],
  notClosedFrom: null,
  failures: [{ range: null, failure }],
  skipped: null,
  notReached: INTERRUPTED,
};

test('without a word of the ledger, what the run has written is not called unresolved', () => {
  const tally = new SeriesTally('1h');
  const counts = { inserted: 2, updated: 0, unchanged: 0 };
  tally.written(counts, [{ ...range(2, 4), status: 'stored' }], range(0, 10));
  tally.written(counts, [{ ...range(6, 8), status: 'stored' }], range(0, 10));
  const { unresolved, inserted, alreadySettled } = summariseSeries(
    { interval: '1h' } as Series,
    events,
    tally,
    null,
  );
  expect(unresolved).toEqual([
    { ...range(4, 6), reason: failure },
    { ...range(8, 10), reason: failure },
  ]);
  expect({ inserted, alreadySettled }).toEqual({ inserted: 4, alreadySettled: 2 });
});
