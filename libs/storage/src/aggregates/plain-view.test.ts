import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSession } from '../connection/transaction.ts';
import { createPlainFixture, expectView, insertMinutes, someMinutes } from '../testing/aggregate-fixture.ts';
import { addSymbol } from '../testing/kline-fixture.ts';

let database: Awaited<ReturnType<typeof createPlainFixture>>;
beforeAll(async () => {
  database = await createPlainFixture();
});
afterAll(() => database.drop());

test('on plain tables the candles are what the minutes add up to, whatever the time zone of the session', async () => {
  let symbols = 0;
  await withSession(database.connection, async (session) => {
    await fc.assert(
      fc.asyncProperty(
        someMinutes,
        fc.constantFrom('UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Sydney', 'Asia/Kolkata'),
        async ({ minutes, range }, timeZone) => {
          await session.query(`SET timezone = '${timeZone}'`);
          symbols += 1;
          const symbolId = await addSymbol(session, `RANDOM${symbols}`);
          await insertMinutes(session, symbolId, minutes);
          await expectView(session, symbolId, minutes, range);
        },
      ),
      { numRuns: 40 },
    );
    await session.query("SET timezone = 'UTC'");
  });
});

test('only the minutes of what is asked for are read', async () => {
  const symbolId = await addSymbol(database.connection, 'LONG');
  await database.connection.query(
    `INSERT INTO klines SELECT ${symbolId}, '1m', timestamptz '2024-01-01Z' + minute * interval '1 minute', 1, 2, 1, 1, 1
     FROM generate_series(0, 99999) minute`,
  );
  await database.connection.query('ANALYZE klines');
  const { rows } = await database.connection.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT json) SELECT * FROM aggregated_klines
     WHERE symbol_id = ${symbolId} AND interval = '1h' AND open_time >= '2024-02-05Z' AND open_time < '2024-02-12Z'`,
  );
  const plan = rows[0]?.['QUERY PLAN'][0].Plan as PlanNode;
  expect(plan['Actual Rows']).toBe(168);
  expect(rowsRead(plan, 'klines')).toBe(168 * 60);
});

/** A node of a plan; its rows are those of one loop. */
interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows the scans of a table gave; one for its first and its last row does not count. */
function rowsRead(node: PlanNode, table: string): number {
  const rows = node['Relation Name'] === table ? node['Actual Rows'] * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((total, child) => total + rowsRead(child, table), rows > 1 ? rows : 0);
}
