import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedServerError } from '../errors/embedded-server-error.ts';
import { toStorageError } from '../errors/to-storage-error.ts';
import type { Cluster } from './cluster.ts';
import { programFailure } from './embedded-operation.ts';
import { runningPostmaster } from './postmaster.ts';
import { Presence } from './presence.ts';
import type { Programs } from './programs.ts';
import { startServer, stopServer } from './server-control.ts';

/** How long a server may take to start, recovery after a crash included. */
const deadlineMs = 120_000;

/** How long is waited before looking again. */
const pauseMs = 50;

/** How often a start may fail: a port taken in the last moment, another process that was faster. */
const mostStarts = 5;

/** A server that runs, and our share in it. */
export interface JoinedServer {
  readonly presence: Presence;
  readonly port: number;
}

/**
 * Joins the server of a cluster: the one that runs, whoever started it and whether or not that one still lives, else one
 * that is started now.
 * @throws {EmbeddedServerError} with the last words of the server's log, when it does not start
 */
export async function joinServer(
  cluster: Cluster,
  programs: Programs,
  operation: string,
): Promise<JoinedServer> {
  const deadline = Date.now() + deadlineMs;
  let failedStarts = 0;
  let complaint: string | null = null;
  let started = false;
  while (Date.now() < deadline && failedStarts < mostStarts) {
    const joined = await joinRunningServer(cluster, operation).catch(async (error: unknown) => {
      // Nobody else could use it either: all would read the same password.
      if (started) await stopServer(cluster, programs, operation);
      throw error;
    });
    if (joined !== null && joined !== 'starting') return joined;
    if (joined === null) {
      complaint = await startServer(cluster, programs, deadline - Date.now());
      started = complaint === null;
      if (complaint !== null) failedStarts += 1;
    }
    if (joined === 'starting') {
      // Somebody was faster, which is no fault of the server's, however often it happens.
      failedStarts = 0;
      complaint = null;
    }
    if (joined !== null || complaint !== null) await sleep(pauseMs * (1 + failedStarts));
  }
  if (complaint !== null) throw programFailure(operation, 'PostgreSQL', complaint);
  throw new EmbeddedServerError(
    `the server in ${cluster.data} takes no connections after ${deadlineMs / 1000} s; look at its server.log, and try again`,
    { operation },
  );
}

/**
 * Joins the server of a cluster if it runs.
 * @returns null when it does not, `starting` when it takes no connections now
 */
export async function joinRunningServer(
  cluster: Cluster,
  operation: string,
): Promise<JoinedServer | 'starting' | null> {
  const postmaster = await runningPostmaster(cluster.data);
  if (postmaster === null) return null;
  const { port } = postmaster;
  if (port === null) return 'starting';
  try {
    const presence = await Presence.take({ port, password: cluster.password, data: cluster.data });
    return { presence, port };
  } catch (error) {
    // It starts, recovers, or is being stopped by the last one who used it.
    const typed = toStorageError(error, operation);
    if (typed.kind === 'unreachable') return 'starting';
    throw new EmbeddedServerError(`the server that runs there refuses us: ${typed.message}`, {
      operation,
      cause: error,
    });
  }
}
