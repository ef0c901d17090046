import { floorToInterval, type Interval, INTERVALS, type TimeRange } from '@marketloom/exchange';
import { createTestDatabase } from '@marketloom/testing';
import { Big } from 'big.js';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AggregateInterval } from '../aggregates/aggregate-store.ts';
import { DatabaseAddress } from '../connection/database-address.ts';
import type { Queryable } from '../connection/connection.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { OPTIONAL_COLUMNS, PRICE_COLUMNS } from '../klines/kline-sql.ts';
import { plainTrack } from '../migrations/migrations-folder.ts';
import { runTrack } from '../migrations/run-track.ts';
import type { StoreFixture } from './store-fixture.ts';

/** All intervals that are made of minutes. */
export const AGGREGATE_INTERVALS = INTERVALS.filter(
  (interval): interval is AggregateInterval => interval !== '1s' && interval !== '1m',
);

/** A candle of a minute as a row of `klines`, its numbers as text without zeros at the end. */
export type MinuteRow = { readonly open_time: number } & Readonly<
  Record<(typeof PRICE_COLUMNS)[number], string> & Record<(typeof OPTIONAL_COLUMNS)[number], string | null>
>;

/** A row of `aggregated_klines` of one series, its numbers as text without zeros at the end. */
export type AggregateRow = MinuteRow & { readonly candle_count: string };

/** A database with plain tables, whatever the tests' server offers. */
export async function createPlainFixture(): Promise<Omit<StoreFixture, 'another'>> {
  const database = await createTestDatabase();
  const connection = new PgConnection({ address: DatabaseAddress.parse(database.url) });
  await withSession(connection, (session) =>
    inTransaction(session, () => runTrack(session, plainTrack(), 'prepare the test')),
  );
  const drop = async (): Promise<void> => {
    await connection.close();
    await database.drop();
  };
  return { connection, drop };
}

/** Where days, weeks, months and years meet, and where clocks in America, Europe and Australia change. */
const TURNS = [
  '2024-01-01',
  '2024-03-01',
  '2024-03-10T07:00',
  '2024-03-31T01:00',
  '2024-09-30',
  '2024-11-03T06:00',
]
  .concat(['2025-10-05T16:00', '2026-06-01'])
  .map((text) => Date.parse(text.includes('T') ? `${text}Z` : text));

const decimal = fc
  .tuple(fc.nat({ max: 999_999_999 }), fc.nat({ max: 12 }))
  .map(([digits, scale]) => new Big(`${digits}e-${scale}`).toFixed());

const values = fc.record({
  open: decimal,
  high: decimal,
  low: decimal,
  close: decimal,
  volume: fc.option(decimal, { freq: 9 }),
  quote_volume: fc.option(decimal, { freq: 9 }),
  trade_count: fc.option(fc.nat().map(String), { freq: 9 }),
  taker_buy_volume: fc.option(decimal, { freq: 9 }),
  taker_buy_quote_volume: fc.option(decimal, { freq: 9 }),
});

/** Minutes with gaps between them around one of the turns, ascending, and a range that begins and ends anywhere. */
export const someMinutes: fc.Arbitrary<{ readonly minutes: MinuteRow[]; readonly range: TimeRange }> = fc
  .record({
    turn: fc.constantFrom(...TURNS),
    // Some close to each other and to the turn, some up to three weeks away.
    offsets: fc.uniqueArray(
      fc.oneof(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -30_000, max: 30_000 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    ),
    ends: fc.tuple(fc.integer({ min: -40_000, max: 40_000 }), fc.integer({ min: -40_000, max: 40_000 })),
  })
  .chain(({ turn, offsets, ends }) => {
    const times = offsets.toSorted((a, b) => a - b).map((offset) => turn + offset * 60_000);
    const [start, end] = ends.toSorted((a, b) => a - b).map((offset) => turn + offset * 60_000) as [
      number,
      number,
    ];
    return fc.array(values, { minLength: times.length, maxLength: times.length }).map((rows) => ({
      minutes: rows.map((row, index) => ({ ...row, open_time: times[index] as number })),
      range: { start, end },
    }));
  });

/** Stores minutes of a symbol, whatever the ledger says. */
export async function insertMinutes(
  queryable: Queryable,
  symbolId: number,
  minutes: readonly MinuteRow[],
): Promise<void> {
  const rows = minutes.map(({ open_time, ...row }) => ({
    symbol_id: symbolId,
    interval: '1m',
    open_time: new Date(open_time).toISOString(),
    ...row,
  }));
  await queryable.query('INSERT INTO klines SELECT * FROM json_populate_recordset(NULL::klines, $1)', [
    JSON.stringify(rows),
  ]);
}

/** A range that holds all candles. */
export const ALWAYS: TimeRange = { start: 0, end: Date.UTC(2100, 0) };

/** The candles of a series that open in a range, as the view has them. */
export async function readView(
  queryable: Queryable,
  symbolId: number,
  interval: Interval,
  range: TimeRange = ALWAYS,
): Promise<AggregateRow[]> {
  const numbers = [...PRICE_COLUMNS, ...OPTIONAL_COLUMNS, 'candle_count'];
  const { rows } = await queryable.query<{ open_time: string }>(
    `SELECT (extract(epoch FROM open_time) * 1000)::bigint::text AS open_time,
       ${numbers.map((name) => `trim_scale(${name}::numeric)::text AS ${name}`).join(', ')}
     FROM aggregated_klines WHERE symbol_id = $1 AND interval = $2 AND open_time >= $3 AND open_time < $4
     ORDER BY aggregated_klines.open_time`,
    [symbolId, interval, new Date(range.start).toISOString(), new Date(range.end).toISOString()],
  );
  return rows.map((row) => ({ ...row, open_time: Number(row.open_time) }) as AggregateRow);
}

/** What the view must have, reckoned one minute after the other. */
export function aggregateByHand(
  minutes: readonly MinuteRow[],
  interval: Interval,
  range: TimeRange = ALWAYS,
): AggregateRow[] {
  const buckets = Map.groupBy(minutes, ({ open_time: time }) => floorToInterval(time, interval));
  return [...buckets]
    .filter(([open]) => open >= range.start && open < range.end)
    .map(([open, rows]) => {
      const column = (name: Exclude<keyof MinuteRow, 'open_time'>): (string | null)[] =>
        rows.map((row) => row[name]);
      const most = (name: 'high' | 'low', sign: number): string =>
        column(name).reduce((a, b) => (new Big(a as string).cmp(b as string) * sign >= 0 ? a : b)) as string;
      const sum = (name: Exclude<keyof MinuteRow, 'open_time'>): string | null => {
        const all = column(name);
        if (all.includes(null)) return null;
        return all.reduce((total, each) => total.plus(each as string), new Big(0)).toFixed();
      };
      return {
        open_time: open,
        open: rows[0]?.open as string,
        high: most('high', 1),
        low: most('low', -1),
        close: rows.at(-1)?.close as string,
        volume: sum('volume'),
        quote_volume: sum('quote_volume'),
        trade_count: sum('trade_count'),
        taker_buy_volume: sum('taker_buy_volume'),
        taker_buy_quote_volume: sum('taker_buy_quote_volume'),
        candle_count: String(rows.length),
      };
    });
}

/** Expects of every interval, over all and inside a range, that the view has what the minutes add up to. */
export async function expectView(
  queryable: Queryable,
  symbolId: number,
  minutes: readonly MinuteRow[],
  range: TimeRange = ALWAYS,
): Promise<void> {
  for (const interval of AGGREGATE_INTERVALS) {
    for (const part of [ALWAYS, range]) {
      expect(await readView(queryable, symbolId, interval, part), interval).toEqual(
        aggregateByHand(minutes, interval, part),
      );
    }
  }
}
