import { resolve } from 'node:path';
import type { Logger } from '@marketloom/exchange';
import { type Cluster, openCluster, removeCluster } from './cluster.ts';
import { embeddedOperation } from './embedded-operation.ts';
import { forgetAtExit, type LeftServer, stopAtExit } from './exit-hook.ts';
import { type JoinedServer, joinServer } from './join-server.ts';
import { SERVER_USER_NAME } from './make-cluster.ts';
import { preparePrograms, type Programs } from './programs.ts';
import { stopServer } from './server-control.ts';
import { serverUser } from './server-user.ts';

/** Which embedded server to use. */
export interface EmbeddedServerOptions {
  /** Its folder, made when it is not there. Everything of the server is in it. */
  readonly directory: string;
  /** Whether the folder is deleted with its data when the last user leaves (false). */
  readonly temporary?: boolean | undefined;
  readonly logger?: Logger | undefined;
}

/** A share in an embedded server: it runs at least until this is released. */
export interface EmbeddedServer {
  /** The address of its database, password included. */
  readonly url: string;
  /** The port of 127.0.0.1 that it listens on. */
  readonly port: number;
  /** Gives the share back; the last one to do so stops the server. Calling it again does nothing. */
  release(): Promise<void>;
}

/** The database that is used. */
const DATABASE = 'marketloom';

/** A server that was joined, and what it takes to stop it. */
interface Share extends JoinedServer {
  readonly cluster: Cluster;
  readonly programs: Programs;
}

/**
 * Starts a private PostgreSQL in a folder, or joins the one that runs there already, started by whichever process, also
 * one that died since. It listens on 127.0.0.1 alone, with a generated password, which lies in the folder. As root it
 * runs as another user. It is stopped when the last one who uses it leaves, or ends.
 * @throws {EmbeddedServerError} saying why it cannot run here and what to do
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const directory = resolve(options.directory);
  const temporary = options.temporary ?? false;
  const joining = embeddedOperation(`start the embedded server in ${directory}`, () => join(directory));
  let released: Promise<void> | undefined;
  const left: LeftServer = { directory, temporary, release: () => (released ??= leave(joining, left)) };
  // From the first moment on: the process may be told to end while the server starts.
  stopAtExit(left);
  try {
    const { cluster, port } = await joining;
    options.logger?.debug('the embedded server is there', { directory, port });
    const url = `postgres://${SERVER_USER_NAME}:${cluster.password}@127.0.0.1:${port}/${DATABASE}`;
    return { url, port, release: () => left.release() };
  } catch (error) {
    forgetAtExit(left);
    throw error;
  }
}

async function join(directory: string): Promise<Share> {
  const operation = `start the embedded server in ${directory}`;
  const user = await serverUser();
  const programs = await preparePrograms(user);
  const cluster = await openCluster(directory, programs, user, operation);
  const joined = await joinServer(cluster, programs, operation);
  await joined.presence.ensureDatabase(DATABASE);
  joined.presence.rest();
  return { ...joined, cluster, programs };
}

async function leave(joining: Promise<Share>, left: LeftServer): Promise<void> {
  const { cluster, programs, presence } = await joining;
  const operation = `stop the embedded server in ${left.directory}`;
  await embeddedOperation(operation, () =>
    presence.leave(async () => {
      await stopServer(cluster, programs, operation);
      if (left.temporary) await removeCluster(left.directory);
    }),
  );
  forgetAtExit(left);
}
