import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own for one test file. */
export interface TestDatabase {
  /** The address, password included. */
  readonly url: string;
  /** Drops it, whoever is connected. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database on the server that the tests run against: the one named by `MARKETLOOM_TEST_DATABASE_URL`,
 * else the embedded one that the test run started.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['MARKETLOOM_TEST_DATABASE_URL'];
  if (!server)
    throw new Error('MARKETLOOM_TEST_DATABASE_URL is not set: the global set-up of the tests has not run');
  const name = `marketloom_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
