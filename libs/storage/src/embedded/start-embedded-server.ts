import { resolve } from 'node:path';
import type { Logger } from '@marketloom/exchange';
import { embeddedOperation } from './embedded-operation.ts';
import { forgetAtExit, type LeftServer, stopAtExit } from './exit-hook.ts';

/** Which embedded server to use. */
export interface EmbeddedServerOptions {
  /** Its folder, made when it is not there. Everything of the server is in it. */
  readonly directory: string;
  /** Whether the folder is deleted with its data when the last user leaves (false). */
  readonly temporary?: boolean | undefined;
  /** Told how it goes; nobody when left out. */
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

/**
 * Starts a private PostgreSQL in a folder, or joins the one that runs there already, started by whichever process, also
 * one that died since. It listens on 127.0.0.1 alone, with a generated password, which lies in the folder. As root it
 * runs as another user. It is stopped when the last one who uses it leaves, or ends.
 * @throws {EmbeddedServerError} saying why it cannot run here and what to do
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const directory = resolve(options.directory);
  const temporary = options.temporary ?? false;
  const taking = embeddedOperation(`start the embedded server in ${directory}`, async () => {
    // Whoever connects to a server of their own need not load what starts one.
    const { ServerShare } = await import('./server-share.ts');
    return ServerShare.take(directory);
  });
  let released: Promise<void> | undefined;
  const leave = async (): Promise<void> => {
    const share = await taking;
    await embeddedOperation(`stop the embedded server in ${directory}`, () => share.leave(temporary));
    forgetAtExit(left);
  };
  const left: LeftServer = { directory, temporary, release: () => (released ??= leave()) };
  // From the first moment on: the process may be told to end while the server starts.
  stopAtExit(left);
  try {
    const { url, port } = await taking;
    options.logger?.debug('the embedded server is there', { directory, port });
    return { url, port, release: () => left.release() };
  } catch (error) {
    forgetAtExit(left);
    throw error;
  }
}
