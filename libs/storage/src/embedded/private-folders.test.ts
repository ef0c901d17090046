import { chmod, chown, cp, lstat, mkdir, readdir, readlink, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, gone, serverPid } from '../testing/embedded-fixture.ts';
import { runNode } from '../testing/run-node.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { findNativePackage } from './native-package.ts';
import { preparePrograms } from './programs.ts';
import { runProgram } from './run-program.ts';
import { serverUser } from './server-user.ts';
import { sharedFolder } from './shared-folder.ts';
import { startEmbeddedServer } from './start-embedded-server.ts';

const asRoot = process.getuid?.() === 0;
const native = findNativePackage();

/** A copy of the programs as a package manager leaves them that runs no install scripts. */
async function withoutLinks(to: string): Promise<string> {
  await cp(native.folder, to, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  });
  return to;
}

describe('programs of a package whose install script did not run', () => {
  test('are completed in place', async () => {
    await using folder = await temporaryFolder();
    const copy = await withoutLinks(join(folder.path, 'native'));
    const [first, second] = await Promise.all([
      preparePrograms(null, { ...native, folder: copy }),
      preparePrograms(null, { ...native, folder: copy }),
    ]);
    expect(second).toEqual(first);
    expect(dirname(dirname(first.initdb))).toBe(copy);
    const { code, output } = await runProgram(join(copy, 'bin', 'postgres'), ['--version']);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/PostgreSQL\) 18/) });
  });

  test.skipIf(!asRoot)(
    'are copied where their place cannot be written to, or entered by who runs the server',
    async () => {
      await using folder = await temporaryFolder(0o700);
      const copy = await withoutLinks(join(folder.path, 'native'));
      const user = await serverUser();
      const programs = await preparePrograms(user, { ...native, version: '18.0.0-test', folder: copy });
      const cache = dirname(dirname(programs.initdb));
      expect(cache).not.toContain(folder.path);
      expect((await stat(dirname(cache))).mode & 0o777).toBe(0o711);
      // A file that was cut off or lost is put back.
      await rm(join(cache, 'lib', 'libz.so.1'));
      await preparePrograms(user, { ...native, version: '18.0.0-test', folder: copy });
      const { code } = await runProgram(programs.initdb, ['--version'], { user });
      expect(code).toBe(0);
      await rm(cache, { recursive: true });
    },
  );
});

describe.skipIf(!asRoot)('as root, an embedded server', () => {
  test('runs as another user', async () => {
    await using folder = await temporaryFolder();
    const server = await startEmbeddedServer({ directory: folder.path });
    const { uid } = await stat(`/proc/${serverPid(folder.path)}`);
    expect(uid).toBe((await serverUser())?.uid);
    expect(uid).not.toBe(0);
    await server.release();
  });

  test('keeps its data where it belongs when that can be entered, whatever was made on the way', async () => {
    await using home = await temporaryFolder();
    const directory = join(home.path, 'project', '.marketloom', 'postgres');
    const server = await startEmbeddedServer({ directory });
    expect((await lstat(join(directory, 'data'))).isDirectory()).toBe(true);
    expect((await stat(dirname(directory))).mode & 0o777).toBe(0o711);
    await server.release();
  });

  test('works below a folder that nobody else can enter, and its data can be found and deleted', async () => {
    await using home = await temporaryFolder(0o700);
    const directory = join(home.path, 'project', '.marketloom', 'postgres');
    const first = await startEmbeddedServer({ directory });
    const data = await readlink(join(directory, 'data'));
    expect((await stat(home.path)).mode & 0o777).toBe(0o700);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect(data.startsWith(home.path)).toBe(false);
    await ask(first.url, 'CREATE TABLE notes AS SELECT 42 AS answer');
    await first.release();
    const again = await startEmbeddedServer({ directory, temporary: true });
    expect(await ask(again.url, 'SELECT * FROM notes')).toEqual([{ answer: 42 }]);
    await again.release();
    await expect(stat(data)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('removes the data of temporary folders that are gone, when it makes more', async () => {
    const lost = await temporaryFolder(0o700);
    const directory = join(lost.path, 'below', 'postgres');
    await (await startEmbeddedServer({ directory })).release();
    const orphan = await readlink(join(directory, 'data'));
    await lost[Symbol.asyncDispose]();
    expect(await readdir(orphan)).toContain('PG_VERSION');

    await using home = await temporaryFolder(0o700);
    const next = await startEmbeddedServer({
      directory: join(home.path, 'below', 'postgres'),
      temporary: true,
    });
    await expect(stat(orphan)).rejects.toMatchObject({ code: 'ENOENT' });
    await next.release();
  });

  test('does not use a folder that somebody else put where ours would be', async () => {
    await using folder = await temporaryFolder();
    const [taken, open, free] = ['taken', 'open', 'free'].map((name) => join(folder.path, name));
    for (const base of [taken, open, free]) await mkdir(base as string);
    const user = await serverUser();
    await mkdir(join(taken as string, 'marketloom-0'));
    await chown(join(taken as string, 'marketloom-0'), user?.uid as number, user?.gid as number);
    await mkdir(join(open as string, 'marketloom-0'));
    await chmod(join(open as string, 'marketloom-0'), 0o777);
    const bases = [taken, open, free] as string[];
    expect(await sharedFolder(bases, user)).toBe(join(free as string, 'marketloom-0'));
    await expect(sharedFolder(bases.slice(0, 2), user)).rejects.toThrow(
      /belongs to somebody else.*written by others/,
    );
  });
});

describe.skipIf(!asRoot)('as an ordinary user, an embedded server', () => {
  test('runs as that user, from programs that he cannot change', async () => {
    await using folder = await temporaryFolder();
    const user = await serverUser();
    const directory = join(folder.path, 'mine');
    await mkdir(directory);
    await chown(directory, user?.uid as number, user?.gid as number);
    const member = runNode(
      `const { startEmbeddedServer } = await import('@marketloom/storage');
       const server = await startEmbeddedServer({ directory: ${JSON.stringify(directory)} });
       console.log(server.url);
       setInterval(() => {}, 1000);`,
      { uid: user?.uid as number, gid: user?.gid as number },
    );
    const url = await member.line();
    const pid = serverPid(directory) as number;
    expect((await stat(`/proc/${pid}`)).uid).toBe(user?.uid);
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    // Root joins what another user runs.
    const ours = await startEmbeddedServer({ directory });
    expect(ours.url).toBe(url);
    member.child.kill('SIGTERM');
    await member.ended;
    expect(serverPid(directory)).toBe(pid);
    await ours.release();
    await gone(pid);
  });
});
