import { silentLogger } from '@marketloom/exchange';
import { DatabaseAddress, type Database, PgConnection } from '@marketloom/storage';
import { createTestDatabase } from '@marketloom/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { Configuration } from './configuration/configuration.ts';
import { createResources } from './open-resources.ts';
import type { Output } from './output/output.ts';

const testDatabase = await createTestDatabase();
afterAll(() => testDatabase.drop());

const silentOutput: Output = {
  json: false,
  result: () => undefined,
  table: () => '',
  notice: () => undefined,
};

/** Opens the tests' database as an app does whose configuration says so; returns what it has of TimescaleDB. */
async function openWith(
  compressAfter: string | undefined,
  keepBooks?: string,
): Promise<Database['server']['timescale']> {
  const configuration = await Configuration.load({
    flags: { database: { url: testDatabase.url, compress_after: compressAfter, keep_books: keepBooks } },
    env: {},
    currentDirectory: '/',
    importModule: (specifier) => import(specifier),
  });
  const resources = createResources('test', configuration, silentOutput, silentLogger);
  const { server } = await resources.openDatabase();
  await resources.close();
  return server.timescale;
}

const mode = await openWith(undefined);
const without = mode === 'full' ? '' : ' (skipped: the server does not compress)';

describe.skipIf(mode !== 'full')(`the configured age of compression${without}`, () => {
  test('is what the server goes by, and stays when nothing is said', async () => {
    const connection = new PgConnection({ address: DatabaseAddress.parse(testDatabase.url) });
    const ages = async (): Promise<unknown[]> => {
      const { rows } = await connection.query(
        "SELECT config->>'compress_after' AS after FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'",
      );
      return rows.map((row) => row['after']);
    };
    expect(await ages()).toEqual(['30 days', '30 days']);
    await openWith('12d');
    expect(await ages()).toEqual(['12 days', '12 days']);
    await openWith('');
    expect(await ages()).toEqual(['12 days', '12 days']);
    await openWith('never');
    expect(await ages()).toEqual([]);
    await connection.close();
  });

  test('is one for the removal of books too', async () => {
    const connection = new PgConnection({ address: DatabaseAddress.parse(testDatabase.url) });
    const ages = async (): Promise<unknown[]> => {
      const { rows } = await connection.query(
        "SELECT config->>'drop_after' AS after FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'",
      );
      return rows.map((row) => row['after']);
    };
    await openWith(undefined, '90d');
    await openWith(undefined, '');
    expect(await ages()).toEqual(['90 days']);
    await openWith(undefined, 'forever');
    expect(await ages()).toEqual([]);
    await connection.close();
  });
});
