import { randomBytes } from 'node:crypto';
import { silentLogger } from '@marketloom/exchange';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';
import { plainTrack } from '../migrations/migrations-folder.ts';
import { runTrack } from '../migrations/run-track.ts';
import { runNode } from '../testing/run-node.ts';
import { createTimescaleExtension } from './create-extension.ts';
import { timescaleOffer } from './timescale-offer.ts';
import { timescaleMode } from './use-timescale.ts';

let database: TestDatabase;
let connection: PgConnection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = new PgConnection({ address: DatabaseAddress.parse(database.url), poolSize: 8 });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const offerNow = await serverOffer();
const offered = offerNow.kind !== 'absent';
const without = offered ? '' : ` (skipped: ${offerNow.reason})`;

/** What the tests' server offers; told before the tests are made, since some are skipped without. */
async function serverOffer(): Promise<Awaited<ReturnType<typeof timescaleOffer>>> {
  const probe = await createTestDatabase();
  const pool = new PgConnection({ address: DatabaseAddress.parse(probe.url) });
  const offer = await withSession(pool, (session) => timescaleOffer(session, 'look'));
  await pool.close();
  await probe.drop();
  return offer;
}

describe('the tests’ server', () => {
  test('is left plain when it does not offer TimescaleDB, and the session survives the question', async () => {
    await withSession(connection, async (session) => {
      const mode = await migrate(session, { location: 'there', logger: silentLogger });
      expect(mode === 'none').toBe(!offered);
      expect(await timescaleMode(session, 'there')).toBe(mode);
    });
  });
});

describe.skipIf(!offered)(`a native TimescaleDB${without}`, () => {
  test('takes the extension from many sessions at once', async () => {
    const fresh = await createTestDatabase();
    const pool = new PgConnection({ address: DatabaseAddress.parse(fresh.url), poolSize: 8 });
    const refusals = await Promise.all(
      Array.from({ length: 8 }, () =>
        withSession(pool, (session) => inTransaction(session, () => createTimescaleExtension(session))),
      ),
    );
    expect(refusals).toEqual(Array.from({ length: 8 }, () => null));
    await pool.close();
    await fresh.drop();
  });

  test('is set up once by several processes', async () => {
    const fresh = await createTestDatabase();
    const module = `import { openDatabase } from '@marketloom/storage';
      const database = await openDatabase({ url: ${JSON.stringify(fresh.url)} });
      console.log(database.server.timescale);
      await database.close();`;
    const processes = Array.from({ length: 4 }, () => runNode(module));
    const modes = await Promise.all(processes.map((each) => each.line()));
    expect(new Set(modes).size).toBe(1);
    expect(['apache', 'full']).toContain(modes[0]);
    await Promise.all(processes.map((each) => each.ended));
    await fresh.drop();
  });

  test('takes over what plain tables hold, and compresses only under its own licence', async () => {
    const fresh = await createTestDatabase();
    const pool = new PgConnection({ address: DatabaseAddress.parse(fresh.url) });
    const mode = await withSession(pool, async (session) => {
      await inTransaction(session, () => runTrack(session, plainTrack(), 'there'));
      await session.query(`INSERT INTO klines
        SELECT 1, '1h', hour, 1, 2, 1, 1, 1 FROM generate_series(timestamptz '2024-01-01', '2024-01-31', '1 hour') hour`);
      return migrate(session, { location: 'there', logger: silentLogger });
    });
    const { rows: licence } = await pool.query("SELECT current_setting('timescaledb.license') AS name");
    expect(mode).toBe(licence[0]?.['name'] === 'apache' ? 'apache' : 'full');
    const { rows } = await pool.query(
      'SELECT count(*) AS all, count(*) FILTER (WHERE tableoid = $1::regclass) AS plain FROM klines',
      ['klines'],
    );
    expect(rows).toEqual([{ all: '721', plain: '0' }]);
    const { rows: policies } = await pool.query(
      "SELECT FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'",
    );
    expect(policies).toHaveLength(mode === 'full' ? 2 : 0);
    await pool.close();
    await fresh.drop();
  });

  test('others’ hypertables, which the user may not see, are no obstacle', async () => {
    const fresh = await createTestDatabase();
    const admin = new PgConnection({ address: DatabaseAddress.parse(fresh.url) });
    const owner = `marketloom_owner_${randomBytes(4).toString('hex')}`;
    const name = new URL(fresh.url).pathname.slice(1);
    await admin.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'o'; GRANT ALL ON SCHEMA public TO ${owner};
      ALTER DATABASE ${name} OWNER TO ${owner}`);
    await admin.query('CREATE EXTENSION timescaledb');
    await admin.query(`CREATE SCHEMA closed; CREATE TABLE closed.klines (time timestamptz NOT NULL);
      SELECT create_hypertable('closed.klines', 'time')`);
    const { rows } = await admin.query("SELECT current_setting('timescaledb.license') AS licence");
    const full = rows[0]?.['licence'] !== 'apache';
    if (full) {
      await admin.query(`ALTER TABLE closed.klines SET (timescaledb.compress);
        SELECT add_compression_policy('closed.klines', INTERVAL '3 days')`);
    }
    const url = new URL(fresh.url);
    [url.username, url.password] = [owner, 'o'];
    const pool = new PgConnection({ address: DatabaseAddress.parse(url.href) });
    const mode = await withSession(pool, async (session) => {
      await migrate(session, { location: 'there', logger: silentLogger, compressAfterDays: 5 });
      return timescaleMode(session, 'there');
    });
    expect(mode).toBe(full ? 'full' : 'apache');
    await pool.close();
    await admin.close();
    await fresh.drop();
    await connection.query(`DROP ROLE ${owner}`);
  });

  test('works for a user who merely owns the database, and for one who merely writes', async () => {
    const fresh = await createTestDatabase();
    const admin = new PgConnection({ address: DatabaseAddress.parse(fresh.url) });
    const [owner, writer] = ['owner', 'writer'].map(
      (name) => `marketloom_${name}_${randomBytes(4).toString('hex')}`,
    );
    const name = new URL(fresh.url).pathname.slice(1);
    await admin.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'o'; CREATE ROLE ${writer} LOGIN PASSWORD 'w';
      ALTER DATABASE ${name} OWNER TO ${owner}; GRANT ALL ON SCHEMA public TO ${owner}`);
    const as = async (user: string | undefined, password: string, days?: number): Promise<unknown> => {
      const url = new URL(fresh.url);
      url.username = user ?? '';
      url.password = password;
      const pool = new PgConnection({ address: DatabaseAddress.parse(url.href) });
      try {
        return await withSession(pool, (session) =>
          migrate(session, { location: 'there', logger: silentLogger, compressAfterDays: days }),
        );
      } finally {
        await pool.close();
      }
    };
    const mode = await as(owner, 'o');
    expect(['apache', 'full']).toContain(mode);
    await admin.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${writer}`);
    expect(await as(writer, 'w', 5)).toBe(mode);
    await admin.close();
    await fresh.drop();
    const server = new PgConnection({ address: DatabaseAddress.parse(database.url) });
    await server.query(`DROP ROLE ${owner}; DROP ROLE ${writer}`);
    await server.close();
  });
});
