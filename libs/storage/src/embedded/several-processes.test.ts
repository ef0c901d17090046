import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ask, gone, isRunning, joiningModule, serverPid, STAY } from '../testing/embedded-fixture.ts';
import { runNode } from '../testing/run-node.ts';
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts';
import { startEmbeddedServer } from './start-embedded-server.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('an embedded server', () => {
  test('that several processes start at once in an empty folder is one', async () => {
    await using empty = await temporaryFolder();
    const module = joiningModule(empty.path, STAY);
    const processes = Array.from({ length: 3 }, () => runNode(module));
    const urls = await Promise.all(processes.map((each) => each.line()));
    expect(new Set(urls).size).toBe(1);
    const pid = serverPid(empty.path) as number;
    for (const { child } of processes) child.kill('SIGTERM');
    await Promise.all(processes.map(({ ended }) => ended));
    await gone(pid);
    expect(serverPid(empty.path)).toBeNull();
  });

  test('whose starter was killed is joined, and stopped by the one who joined', async () => {
    const starter = runNode(joiningModule(folder.path, STAY));
    const url = await starter.line();
    const pid = serverPid(folder.path) as number;
    starter.child.kill('SIGKILL');
    expect(await starter.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(isRunning(pid)).toBe(true);

    const server = await startEmbeddedServer({ directory: folder.path });
    onTestFinished(() => server.release());
    expect(server.url).toBe(url);
    expect(serverPid(folder.path)).toBe(pid);
    await server.release();
    expect(isRunning(pid)).toBe(false);
  });

  test('outlives those who leave or are killed, as long as one uses it', async () => {
    const ours = await startEmbeddedServer({ directory: folder.path });
    onTestFinished(() => ours.release());
    const pid = serverPid(folder.path) as number;
    const killed = runNode(joiningModule(folder.path, STAY));
    const left = runNode(joiningModule(folder.path, 'await server.release();'));
    const forgetful = runNode(joiningModule(folder.path, ''));
    await Promise.all([killed.line(), left.ended, forgetful.ended]);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await ask(ours.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(serverPid(folder.path)).toBe(pid);
    await ours.release();
    // Who looks after the forgetful one may be there at this moment, and is the last one then.
    await gone(pid);
  });

  test('is not stopped under one who lost the session that stands for him', async () => {
    // Those who look after programs of other tests would stop it while nobody has a session.
    await using own = await temporaryFolder();
    const ours = await startEmbeddedServer({ directory: own.path });
    onTestFinished(() => ours.release());
    const pid = serverPid(own.path) as number;
    const presences =
      "FROM pg_stat_activity WHERE application_name = 'marketloom presence' AND state = 'idle'";
    const before = await ask(ours.url, `SELECT pid, pg_terminate_backend(pid, 5000) AS ended ${presences}`);
    expect(before).toHaveLength(1);
    const again = `SELECT ${presences} AND pid <> ${String(before[0]?.['pid'])}`;
    while ((await ask(ours.url, again)).length === 0) await sleep(20);

    const other = runNode(joiningModule(own.path, 'await server.release();'));
    await other.ended;
    expect(serverPid(own.path)).toBe(pid);
    await ours.release();
    expect(isRunning(pid)).toBe(false);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'is stopped when its one user ends by %s',
    async (signal) => {
      const user = runNode(joiningModule(folder.path, STAY));
      await user.line();
      const pid = serverPid(folder.path) as number;
      user.child.kill(signal);
      expect(await user.ended).toMatchObject({ signal });
      await gone(pid);
      expect(serverPid(folder.path)).toBeNull();
    },
  );

  test('leaves a signal to a program that listens to it', async () => {
    const user = runNode(
      joiningModule(
        folder.path,
        `${STAY} process.once('SIGINT', async () => { await server.release(); process.exit(130); });`,
      ),
    );
    await user.line();
    const pid = serverPid(folder.path) as number;
    user.child.kill('SIGINT');
    expect(await user.ended).toMatchObject({ code: 130 });
    await gone(pid);
  });

  test.each([
    ['exits without leaving', 'process.exit(3);', 3],
    ['forgets to leave', '', 0],
    ['throws', 'throw new Error("oh no");', 1],
  ])('is stopped when its one user %s', async (_name, then, code) => {
    const user = runNode(joiningModule(folder.path, then));
    await user.line();
    const pid = serverPid(folder.path);
    expect(await user.ended).toMatchObject({ code });
    if (pid !== null) await gone(pid);
    while (serverPid(folder.path) !== null) await sleep(20);
  });

  test('is not left behind by a program that is interrupted while it starts', async () => {
    const user = runNode(`import { startEmbeddedServer } from '@marketloom/storage';
      const server = startEmbeddedServer({ directory: ${JSON.stringify(folder.path)} });
      console.log('starting');
      await server;`);
    await user.line();
    while (serverPid(folder.path) === null) await sleep(5);
    user.child.kill('SIGINT');
    expect(await user.ended).toMatchObject({ signal: 'SIGINT' });
    // Who looks after the programs before may be there at this moment, and is the last one then.
    while (serverPid(folder.path) !== null) await sleep(20);
  });
});
