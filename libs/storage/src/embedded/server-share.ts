import { setTimeout as sleep } from 'node:timers/promises';
import { isStorageError } from '../errors/any-storage-error.ts';
import { toStorageError } from '../errors/to-storage-error.ts';
import { type Cluster, openCluster, removeCluster } from './cluster.ts';
import { joinRunningServer, joinServer } from './join-server.ts';
import type { Presence } from './presence.ts';
import { preparePrograms, type Programs } from './programs.ts';
import { stopServer } from './server-control.ts';
import { serverUser } from './server-user.ts';

/** The database that is used. */
const DATABASE = 'marketloom';

/** How often, and how many times, a share that was lost is taken again. */
const retryMs = 250;
const mostRetries = 40;

/** What this process has in a running server, until it leaves. */
export class ServerShare {
  readonly cluster: Cluster;
  readonly port: number;
  readonly #programs: Programs;
  readonly #directory: string;
  #presence: Presence;
  #left = false;

  private constructor(
    directory: string,
    cluster: Cluster,
    programs: Programs,
    presence: Presence,
    port: number,
  ) {
    this.#directory = directory;
    this.cluster = cluster;
    this.#programs = programs;
    this.#presence = presence;
    this.port = port;
    void this.#keepPresence();
  }

  /** Starts or joins the server of a folder. */
  static async take(directory: string): Promise<ServerShare> {
    const operation = `start the embedded server in ${directory}`;
    const user = await serverUser();
    const programs = await preparePrograms(user);
    const cluster = await openCluster(directory, programs, user, operation);
    const { presence, port } = await joinServer(cluster, programs, operation);
    await presence.ensureDatabase(DATABASE);
    presence.rest();
    return new ServerShare(directory, cluster, programs, presence, port);
  }

  /** The address of the database, password included. */
  get url(): string {
    return `postgres://marketloom:${this.cluster.password}@127.0.0.1:${this.port}/${DATABASE}`;
  }

  /** Stops the server unless somebody else uses it. */
  async leave(temporary: boolean): Promise<void> {
    this.#left = true;
    const operation = `stop the embedded server in ${this.#directory}`;
    const stop = async (): Promise<void> => {
      await stopServer(this.cluster, this.#programs, operation);
      if (temporary) await removeCluster(this.#directory);
    };
    try {
      await this.#presence.leave(stop);
    } catch (error) {
      if (isStorageError(error) || toStorageError(error, operation).kind !== 'unreachable') throw error;
      // The server broke down under us. Somebody may have started it again.
      const joined = await joinRunningServer(this.cluster, operation);
      if (joined === null && temporary) await removeCluster(this.#directory);
      else if (joined !== null && joined !== 'starting') await joined.presence.leave(stop);
    }
  }

  /** A server that lost one session to a crash drops them all and goes on: ours is taken again, lest another user stop it. */
  async #keepPresence(): Promise<void> {
    await this.#presence.lost;
    for (let retry = 0; retry < mostRetries && !this.#left; retry += 1) {
      const joined = await joinRunningServer(this.cluster, 'join the embedded server again').catch(
        () => null,
      );
      if (joined !== null && joined !== 'starting') {
        joined.presence.rest();
        this.#presence = joined.presence;
        if (this.#left) await joined.presence.leave(async () => undefined);
        else await this.#keepPresence();
        return;
      }
      await sleep(retryMs, undefined, { ref: false });
    }
  }
}
