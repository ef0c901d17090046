import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { openDatabase } from '../open-database.ts';
import { addSymbol, minutes, storedBatch } from '../testing/kline-fixture.ts';

const testDatabase: TestDatabase = await createTestDatabase();
const database = await openDatabase({ url: testDatabase.url });
const admin = new PgConnection({ address: DatabaseAddress.parse(testDatabase.url) });
const mode = database.server.timescale;
const without = mode === 'full' ? '' : ' (skipped: the server materialises nothing)';
afterAll(async () => {
  await database.close();
  await admin.close();
  await testDatabase.drop();
});

const hoursOf = async (symbolId: number): Promise<number[]> => {
  const tables = await Array.fromAsync(database.aggregates.rows(symbolId, '1h', minutes(-10_000, 10_000)));
  return tables.flatMap(({ candleCount }) => candleCount);
};

/** Ends the policies' own runs, which would come in between. */
async function stopPolicies(): Promise<void> {
  await admin.query(`SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs
    WHERE proc_name = 'policy_refresh_continuous_aggregate'`);
  const running = (): Promise<object[]> =>
    admin
      .query("SELECT FROM timescaledb_information.job_stats WHERE job_status = 'Running'")
      .then(({ rows }) => rows);
  await expect.poll(running, { timeout: 20_000 }).toEqual([]);
}

describe.skipIf(mode !== 'full')(`continuous aggregates of a native TimescaleDB${without}`, () => {
  test('are refreshed through a pool, and take in what was stored late', async () => {
    await stopPolicies();
    const symbolId = await addSymbol(admin, 'NATIVE');
    await using series = await database.klines.claim(symbolId, '1m');
    await series.write(storedBatch([minutes(600, 720)]));
    const refreshed = await database.aggregates.refresh();
    expect(refreshed.map(({ interval }) => interval)).toEqual(['1h', '1d']);
    await series.write(storedBatch([minutes(-1440, 0)]));
    expect(await hoursOf(symbolId)).toEqual([60, 60]);
    await database.aggregates.refresh();
    expect(await hoursOf(symbolId)).toEqual(Array.from({ length: 26 }, () => 60));
  });

  test('are no obstacle to a user who merely writes, and are not theirs to refresh', async () => {
    const writer = `marketloom_writer_${randomBytes(4).toString('hex')}`;
    await admin.query(`CREATE ROLE ${writer} LOGIN PASSWORD 'w';
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${writer}`);
    const url = new URL(testDatabase.url);
    [url.username, url.password] = [writer, 'w'];
    const theirs = await openDatabase({ url: url.href });
    const symbolId = await addSymbol(admin, 'WRITER');
    const series = await theirs.klines.claim(symbolId, '1m');
    await series.write(storedBatch([minutes(-2880, -2820)]));
    await series.release();
    await expect(theirs.aggregates.refresh()).rejects.toMatchObject({ kind: 'insufficientPrivilege' });
    await database.aggregates.refresh();
    const tables = await Array.fromAsync(theirs.aggregates.rows(symbolId, '1d', minutes(-10_000, 0)));
    expect(tables.map(({ candleCount }) => candleCount)).toEqual([[60]]);
    await theirs.close();
    await admin.query(`DROP OWNED BY ${writer}; DROP ROLE ${writer}`);
  });

  test('wait for a refresh that is under way', async () => {
    const both = await Promise.all([database.aggregates.refresh(), database.aggregates.refresh()]);
    expect(both[0]).toEqual(both[1]);
  });
});
