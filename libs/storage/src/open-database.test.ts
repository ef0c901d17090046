import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabaseAddress } from './connection/database-address.ts';
import { PgConnection } from './connection/pg-connection.ts';
import { isStorageError } from './errors/any-storage-error.ts';
import { openDatabase } from './open-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const failureOf = async (url: string): Promise<Error & { kind?: string }> =>
  openDatabase({ url }).then(
    (opened) => {
      void opened.close();
      throw new Error('it opened');
    },
    (error: Error) => error,
  );

describe('a database', () => {
  test('is opened, described, and closed once or twice', async () => {
    await using opened = await openDatabase({ url: database.url, applicationName: 'marketloom test' });
    expect(opened.server).toMatchObject({ embedded: false, version: expect.stringMatching(/^\d+\.\d+/) });
    expect(['none', 'apache', 'full']).toContain(opened.server.timescale);
    expect(await opened.klines.status()).toEqual([]);
    await opened.close();
    await expect(opened.klines.status()).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('opens with migrations forbidden once they ran', async () => {
    const other = await createTestDatabase();
    await expect(openDatabase({ url: other.url, migrate: false })).rejects.toMatchObject({
      kind: 'migration',
    });
    await (await openDatabase({ url: other.url })).close();
    const opened = await openDatabase({ url: other.url, migrate: false });
    expect(await opened.symbols.list()).toEqual([]);
    await opened.close();
    await other.drop();
  });

  test('is one: an address or a folder', async () => {
    await expect(openDatabase({})).rejects.toMatchObject({ kind: 'invalidAddress' });
    const both = openDatabase({ url: database.url, embedded: { directory: '/nowhere' } });
    await expect(both).rejects.toMatchObject({ kind: 'invalidAddress' });
  });
});

describe('a database that cannot be opened says why, what to do, and no password', () => {
  const secret = `s3cr3t ${randomBytes(8).toString('hex')}/?#@ü`;
  const encoded = encodeURIComponent(secret);
  const withPassword = (change: (url: URL) => void): string[] => {
    const inside = new URL(database.url);
    inside.password = encoded;
    change(inside);
    const parameter = new URL(inside);
    parameter.password = '';
    parameter.searchParams.set('password', secret);
    return [inside.href, parameter.href];
  };
  const expectNoSecret = (error: unknown): void => {
    const shown = inspect(error, { depth: null, showHidden: true, getters: true });
    for (const form of [secret, encoded, secret.slice(0, 20)]) expect(shown).not.toContain(form);
  };

  test('when nobody listens', async () => {
    const port = await closedPort();
    for (const url of withPassword((address) => (address.host = `127.0.0.1:${port}`))) {
      const error = await failureOf(url);
      expect(error).toMatchObject({ kind: 'unreachable', retryable: true });
      expect(error.message).toMatch(new RegExp(`127.0.0.1:${port}/.*ECONNREFUSED.*check the address`));
      expectNoSecret(error);
    }
  });

  test('when the host is unknown', async () => {
    for (const url of withPassword((address) => (address.hostname = 'no-such-host.invalid'))) {
      const error = await failureOf(url);
      expect(error).toMatchObject({ kind: 'unreachable' });
      expectNoSecret(error);
    }
  });

  test('when what listens is no PostgreSQL', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    for (const url of withPassword((address) => (address.host = `127.0.0.1:${port}`))) {
      const error = await failureOf(url);
      expect(isStorageError(error)).toBe(true);
      expectNoSecret(error);
    }
    server.close();
  });

  test('when there is no such database', async () => {
    const url = new URL(database.url);
    url.pathname = '/not_there';
    const error = await failureOf(url.href);
    expect(error).toMatchObject({ kind: 'unknownDatabase', retryable: false });
    expect(error.message).toMatch(/not_there.*CREATE DATABASE/);
  });

  test('when the user may not make tables', async () => {
    const admin = new PgConnection({ address: DatabaseAddress.parse(database.url) });
    const role = `marketloom_guest_${randomBytes(4).toString('hex')}`;
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${secret}'`);
    const fresh = await createTestDatabase();
    const guest = new URL(fresh.url);
    guest.username = role;
    guest.password = encoded;
    const error = await failureOf(guest.href);
    expect(error).toMatchObject({ kind: 'insufficientPrivilege', retryable: false });
    expect(error.message).toMatch(/schema public.*42501.*grant/);
    expectNoSecret(error);
    await fresh.drop();
    await admin.query(`DROP ROLE ${role}`);
    await admin.close();
  });

  test('and an open one does not show it either', async () => {
    const url = new URL(database.url);
    url.searchParams.set('password', secret);
    // A server that asks for no password takes any; one that does would refuse this one.
    const opened = await openDatabase({ url: url.href }).catch((error: unknown) => error);
    expectNoSecret(opened);
    if (!isStorageError(opened)) await (opened as AsyncDisposable)[Symbol.asyncDispose]();
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
