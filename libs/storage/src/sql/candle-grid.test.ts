import { floorToInterval, INTERVALS, nextOpenTime } from '@marketloom/exchange';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSession } from '../connection/transaction.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { openTimeAfter, openTimeOf } from './candle-grid.ts';
import { epochMs } from './epoch-ms.ts';

let database: StoreFixture;
beforeAll(async () => {
  database = await createStoreFixture();
});
afterAll(() => database.drop());

const times = fc.sample(fc.integer({ min: Date.UTC(1969, 0, 1), max: Date.UTC(2100, 0, 1) }), {
  numRuns: 200,
  seed: 20_240_301,
});

test.each(INTERVALS)('the server opens %s candles where we do, in any time zone', async (interval) => {
  const grid = times.map((time) => floorToInterval(time, interval));
  const some = [...times, ...grid, ...grid.map((open) => open - 1)];
  await withSession(database.connection, async (session) => {
    for (const zone of ['UTC', 'America/New_York', 'Pacific/Apia']) {
      await session.query(`SET timezone = '${zone}'`);
      const { rows } = await session.query<{ open: string; next: string }>(
        `SELECT ${epochMs('open')} AS open, ${epochMs(openTimeAfter('open', interval))} AS next
         FROM (SELECT place, ${openTimeOf('value::timestamptz', interval)} AS open
               FROM jsonb_array_elements_text($1::text::jsonb) WITH ORDINALITY AS given (value, place)) AS opens
         ORDER BY place`,
        [JSON.stringify(some.map((time) => new Date(time).toISOString()))],
      );
      expect(rows.map(({ open }) => Number(open))).toEqual(
        some.map((time) => floorToInterval(time, interval)),
      );
      expect(rows.map(({ next }) => Number(next))).toEqual(some.map((time) => nextOpenTime(time, interval)));
    }
    await session.query("SET timezone = 'UTC'");
  });
});
