import { readFile, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../open-database.ts';
import { ask, gone, isRunning, serverPid } from '../testing/embedded-fixture.ts';
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts';
import { startEmbeddedServer } from './start-embedded-server.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('an embedded server', () => {
  test('is made, used, stopped, and found again with its data at its port', async () => {
    await using empty = await temporaryFolder();
    const directory = join(empty.path, 'data of mine', 'postgres');
    const first = await startEmbeddedServer({ directory });
    const pid = serverPid(directory) as number;
    expect(isRunning(pid)).toBe(true);
    await ask(first.url, 'CREATE TABLE notes AS SELECT 42 AS answer');
    await first.release();
    await first.release();
    expect(isRunning(pid)).toBe(false);
    expect(serverPid(directory)).toBeNull();

    const second = await startEmbeddedServer({ directory });
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT * FROM notes')).toEqual([{ answer: 42 }]);
    await second.release();
    expect(serverPid(directory)).toBeNull();
  });

  test('keeps to loopback, wants its password, writes through to the disk', async () => {
    const server = await startEmbeddedServer({ directory: folder.path });
    const settings = await ask(
      server.url,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('listen_addresses', 'fsync', 'unix_socket_directories', 'password_encryption', 'TimeZone') ORDER BY name`,
    );
    expect(settings).toEqual([
      { name: 'TimeZone', setting: 'UTC' },
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'password_encryption', setting: 'scram-sha-256' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    const address = new URL(server.url);
    expect(address.hostname).toBe('127.0.0.1');
    expect(address.password.length).toBeGreaterThanOrEqual(32);
    const passwordFile = join(folder.path, 'data', 'marketloom.password');
    expect((await readFile(passwordFile, 'utf8')).trim()).toBe(address.password);
    expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder.path, 'data'))).mode & 0o777).toBe(0o700);

    for (const password of ['', 'wrong']) {
      address.password = password;
      const error: unknown = await openDatabase({ url: address.href }).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ kind: 'authentication', retryable: false });
      expect((error as Error).message).toMatch(/password/);
    }
    const log = await readFile(join(folder.path, 'data', 'server.log'), 'utf8');
    expect(log).not.toContain(new URL(server.url).password);
    await server.release();
  });

  test.skipIf(outerAddress() === undefined)('cannot be reached from outside', async () => {
    const server = await startEmbeddedServer({ directory: folder.path });
    const reached = await new Promise((resolve) => {
      const socket = createConnection({ host: outerAddress(), port: server.port });
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    expect(reached).toBe(false);
    await server.release();
  });

  test('runs until the last one who uses it leaves', async () => {
    const [first, second] = await Promise.all([
      startEmbeddedServer({ directory: folder.path }),
      startEmbeddedServer({ directory: folder.path }),
    ]);
    expect(second.url).toBe(first.url);
    const pid = serverPid(folder.path) as number;
    await first.release();
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(serverPid(folder.path)).toBe(pid);
    await second.release();
    expect(isRunning(pid)).toBe(false);
  });

  test('is joined while another one stops it, again and again', async () => {
    await Promise.all(
      Array.from({ length: 3 }, async () => {
        for (let round = 0; round < 4; round += 1) {
          const server = await startEmbeddedServer({ directory: folder.path });
          expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
          await server.release();
        }
      }),
    );
    expect(serverPid(folder.path)).toBeNull();
  });

  test('that is temporary leaves nothing', async () => {
    await using empty = await temporaryFolder();
    const directory = join(empty.path, 'short-lived');
    const server = await startEmbeddedServer({ directory, temporary: true });
    await server.release();
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is what openDatabase opens for a folder, and closes', async () => {
    const database = await openDatabase({ embedded: { directory: folder.path } });
    expect(database.server).toMatchObject({ embedded: true, timescale: 'none' });
    expect(database.server.location).toMatch(/^marketloom@127\.0\.0\.1:\d+\/marketloom$/);
    const password = await readFile(join(folder.path, 'data', 'marketloom.password'), 'utf8');
    expect(inspect(database, { depth: null, showHidden: true })).not.toContain(password.trim());
    const pid = serverPid(folder.path) as number;
    await database.close();
    await gone(pid);
    expect(serverPid(folder.path)).toBeNull();
  });
});

function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
