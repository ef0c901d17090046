import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, gone, isRunning, serverPid } from '../testing/embedded-fixture.ts';
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts';
import { startEmbeddedServer } from './start-embedded-server.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('an embedded server', () => {
  test('that was killed itself starts again with all that was committed', async () => {
    const first = await startEmbeddedServer({ directory: folder.path });
    await ask(first.url, 'CREATE TABLE notes AS SELECT generate_series(1, 1000) AS number');
    const pid = serverPid(folder.path) as number;
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(serverPid(folder.path)).toBe(pid);

    const second = await startEmbeddedServer({ directory: folder.path });
    expect(serverPid(folder.path)).not.toBe(pid);
    expect(await ask(second.url, 'SELECT count(*) AS count FROM notes')).toEqual([{ count: '1000' }]);
    await second.release();
    await first.release();
    expect(serverPid(folder.path)).toBeNull();
  });

  test('starts when its old process number means another process by now', async () => {
    await (await startEmbeddedServer({ directory: folder.path })).release();
    const data = join(folder.path, 'data');
    const { uid, gid } = await stat(data);
    // The same user's process: PostgreSQL itself would take it for a running server.
    const other = spawn('sleep', ['600'], process.getuid?.() === 0 ? { uid, gid, cwd: '/' } : { cwd: '/' });
    await once(other, 'spawn');
    const port = (await readFile(join(data, 'marketloom.port'), 'utf8')).trim();
    const file = join(data, 'postmaster.pid');
    await writeFile(file, `${other.pid}\n${data}\n1700000000\n${port}\n\n127.0.0.1\n  0 0\nready   \n`);
    await chown(file, uid, gid);

    const server = await startEmbeddedServer({ directory: folder.path });
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(isRunning(other.pid as number)).toBe(true);
    await server.release();
    other.kill('SIGKILL');
    await once(other, 'exit');
  });

  test('takes another port when somebody else has its own, and remembers it', async () => {
    const first = await startEmbeddedServer({ directory: folder.path });
    await first.release();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    const second = await startEmbeddedServer({ directory: folder.path });
    expect(second.port).not.toBe(first.port);
    await second.release();
    squatter.close();
    const third = await startEmbeddedServer({ directory: folder.path });
    expect(third.port).toBe(second.port);
    await third.release();
  });

  test('is joined when its folder was renamed in the meantime', async () => {
    await using empty = await temporaryFolder();
    const [before, after] = [join(empty.path, 'before'), join(empty.path, 'after')];
    const first = await startEmbeddedServer({ directory: before });
    const pid = serverPid(before);
    await rename(before, after);
    const second = await startEmbeddedServer({ directory: after });
    expect(second.url).toBe(first.url);
    expect(serverPid(after)).toBe(pid);
    await second.release();
    expect(isRunning(pid as number)).toBe(true);
    await first.release();
    const third = await startEmbeddedServer({ directory: after });
    await third.release();
    expect(isRunning(pid as number)).toBe(false);
  });
});
