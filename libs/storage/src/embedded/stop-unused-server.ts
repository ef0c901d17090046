import { setTimeout as sleep } from 'node:timers/promises';
import { openCluster, removeCluster, hasCluster } from './cluster.ts';
import { joinRunningServer } from './join-server.ts';
import { preparePrograms } from './programs.ts';
import { stopServer } from './server-control.ts';
import { serverUser } from './server-user.ts';

/** How long the process that left the server behind may take to end, in ms. */
const patienceMs = 10_000;

const pauseMs = 100;

/**
 * Stops the server of a folder unless somebody uses it. Run in a process of its own after the end of one that did not
 * release its server.
 * @param temporary whether the folder is deleted then
 */
export async function stopUnusedServer(directory: string, temporary: boolean): Promise<void> {
  if (!(await hasCluster(directory))) return;
  const operation = `stop the embedded server in ${directory}`;
  const programs = await preparePrograms(await serverUser());
  const cluster = await openCluster(directory, programs, null, operation);
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const joined = await joinRunningServer(cluster, operation);
    if (joined === null) {
      if (temporary) await removeCluster(directory);
      return;
    }
    if (joined !== 'starting') {
      await joined.presence.leave(async () => {
        await stopServer(cluster, programs, operation);
        if (temporary) await removeCluster(directory);
      });
    }
    await sleep(pauseMs);
  }
}
