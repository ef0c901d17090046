import { silentLogger } from '@marketloom/exchange';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import { hypertableTrack, plainTrack } from '../migrations/migrations-folder.ts';
import { runTrack } from '../migrations/run-track.ts';
import {
  aggregateByHand,
  expectView,
  insertMinutes,
  type MinuteRow,
  readView,
  someMinutes,
} from '../testing/aggregate-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';
import { WasmTimescale } from '../testing/wasm-timescale.ts';
import { PostgresAggregateStore } from './postgres-aggregate-store.ts';

let server: WasmTimescale;
beforeEach(async () => {
  server = await WasmTimescale.open();
  return () => server.close();
});

const migrateFully = (): Promise<unknown> =>
  withSession(server, (session) => migrate(session, { location: 'there', logger: silentLogger }));

/** As under the Apache licence. */
const migrateWithoutAggregates = (): Promise<unknown> =>
  withSession(server, (session) =>
    inTransaction(session, async () => {
      await session.query('CREATE EXTENSION timescaledb');
      await runTrack(session, plainTrack(), 'there');
      await runTrack(session, hypertableTrack(), 'there');
    }),
  );

/** Some runs of a property: each has a symbol of its own. */
async function expectForSomeMinutes(
  check: (symbolId: number, minutes: MinuteRow[]) => Promise<void>,
): Promise<void> {
  let symbols = 0;
  const property = fc.asyncProperty(someMinutes, async ({ minutes, range }) => {
    symbols += 1;
    const symbolId = await addSymbol(server, `RANDOM${symbols}`);
    await insertMinutes(server, symbolId, minutes);
    await check(symbolId, minutes);
    await expectView(server, symbolId, minutes, range);
  });
  await fc.assert(property, { numRuns: 8 });
}

/** Every fifth minute of some days, so that a day has 288. */
function everyFifth(from: string, until: string, price = '2.5'): MinuteRow[] {
  const minutes: MinuteRow[] = [];
  for (let time = Date.parse(from); time < Date.parse(until); time += 300_000) {
    minutes.push({
      open_time: time,
      open: price,
      high: String((time / 300_000) % 1000),
      low: price,
      close: '3',
      volume: '0.1',
      quote_volume: null,
      trade_count: '7',
      taker_buy_volume: '0.05',
      taker_buy_quote_volume: null,
    });
  }
  return minutes;
}

describe('on hypertables without continuous aggregates', () => {
  test('the candles are what the minutes add up to', async () => {
    await migrateWithoutAggregates();
    await expectForSomeMinutes(async () => {
      expect(await new PostgresAggregateStore(server).refresh()).toEqual([]);
    });
  });
});

test('a week is whole on whichever day the range ends', async () => {
  const minutes = everyFifth('2024-02-26', '2024-03-11');
  const expectWeeks = async (): Promise<void> => {
    for (let day = 27; day <= 42; day += 1) {
      const range = { start: 0, end: Date.UTC(2024, 1, day) };
      expect(await readView(server, 1, '1w', range)).toEqual(aggregateByHand(minutes, '1w', range));
    }
  };
  await migrateWithoutAggregates();
  await addSymbol(server, 'A');
  await insertMinutes(server, 1, minutes);
  await expectWeeks();
  await migrateFully();
  await expectWeeks();
});

describe('on continuous aggregates', () => {
  test('the candles are what the minutes add up to, before anything was materialised', async () => {
    await migrateFully();
    await expectForSomeMinutes(async () => undefined);
  });

  test('they are so after each refresh', async () => {
    await migrateFully();
    await expectForSomeMinutes(async () => {
      const refreshed = await new PostgresAggregateStore(server).refresh();
      expect(refreshed.map(({ interval }) => interval)).toEqual(['1h', '1d']);
    });
    const { rows } = await server.query<{ hours: string }>(
      'SELECT count(*) AS hours FROM aggregated_klines_1h WHERE open_time < now()',
    );
    expect(Number(rows[0]?.hours)).toBeGreaterThan(0);
  });

  test('candles in chunks that are compressed are read as before', async () => {
    await migrateFully();
    const symbolId = await addSymbol(server, 'A');
    const minutes = everyFifth('2024-01-30T05:02Z', '2024-02-06T07:00Z');
    await insertMinutes(server, symbolId, minutes);
    await server.query("SELECT compress_chunk(chunk) FROM show_chunks('klines') chunk");
    await expectView(server, symbolId, minutes);
    await new PostgresAggregateStore(server).refresh();
    await expectView(server, symbolId, minutes);
  });

  test('what comes later is read live, what comes late waits for the policies, which take it in', async () => {
    await migrateFully();
    const symbolId = await addSymbol(server, 'A');
    const store = new PostgresAggregateStore(server);
    const known = everyFifth('2024-03-01', '2024-03-04');
    await insertMinutes(server, symbolId, known);
    await store.refresh();

    const newer = everyFifth('2024-03-04', '2024-03-04T01:30Z');
    await insertMinutes(server, symbolId, newer);
    await expectView(server, symbolId, [...known, ...newer]);

    const older = everyFifth('2024-02-27', '2024-03-01');
    await insertMinutes(server, symbolId, older);
    const days = async (): Promise<unknown> => readView(server, symbolId, '1d');
    expect(await days()).toEqual(aggregateByHand([...known, ...newer], '1d'));
    await runPolicies();
    await expectView(server, symbolId, [...older, ...known, ...newer]);
  });

  test('a correction of an old candle is taken in, by the policies or a refresh', async () => {
    await migrateFully();
    const symbolId = await addSymbol(server, 'A');
    const store = new PostgresAggregateStore(server);
    const minutes = everyFifth('2024-02-28', '2024-03-02');
    await insertMinutes(server, symbolId, minutes);
    await store.refresh();
    for (const [high, takeIn] of [
      ['123456.789', () => store.refresh()],
      ['234567.891', runPolicies],
    ] as const) {
      const index = minutes.findIndex(({ open_time }) => open_time === Date.parse('2024-02-29T11:25Z'));
      minutes[index] = { ...(minutes[index] as MinuteRow), high, quote_volume: '1' };
      await server.query(
        `UPDATE klines SET high = ${high}, quote_volume = 1 WHERE open_time = '2024-02-29T11:25Z'`,
      );
      expect(await readView(server, symbolId, '1M')).not.toEqual(aggregateByHand(minutes, '1M'));
      await takeIn();
      await expectView(server, symbolId, minutes);
    }
  });

  test('minutes of the hour and the day that are not over are never frozen by a refresh', async () => {
    await migrateFully();
    const symbolId = await addSymbol(server, 'A');
    const store = new PostgresAggregateStore(server);
    const now = Math.floor(Date.now() / 300_000) * 300_000;
    const iso = (time: number): string => new Date(time).toISOString();
    const before = everyFifth(iso(now - 3 * 86_400_000), iso(now));
    await insertMinutes(server, symbolId, before);
    const [hours, days] = await store.refresh();
    expect(hours?.until).toBeGreaterThan(now - 3 * 3_600_000);
    expect(days?.until).toBeGreaterThan(now - 3 * 86_400_000);
    const after = everyFifth(iso(now), iso(now + 600_000));
    await insertMinutes(server, symbolId, after);
    await expectView(server, symbolId, [...before, ...after]);
  });

  test('the policies look at all that was written, in one go', async () => {
    await migrateFully();
    const { rows } = await server.query(
      `SELECT hypertable_name AS name, schedule_interval::text AS every, config->'start_offset' AS from,
         config->>'end_offset' AS lag, config->'buckets_per_batch' AS batches
       FROM timescaledb_information.jobs WHERE proc_name = 'policy_refresh_continuous_aggregate' ORDER BY 1`,
    );
    expect(rows).toEqual([
      { name: 'aggregated_klines_1d', every: '00:15:00', from: null, lag: '1 day', batches: 0 },
      { name: 'aggregated_klines_1h', every: '00:15:00', from: null, lag: '01:00:00', batches: 0 },
    ]);
  });
});

/** No background worker runs them here. */
async function runPolicies(): Promise<void> {
  const { rows } = await server.query<{ job_id: number }>(
    "SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_refresh_continuous_aggregate' ORDER BY 1",
  );
  for (const { job_id: job } of rows) await server.query(`CALL run_job(${job})`);
}
