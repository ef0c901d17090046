import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import { type CopyStreamQuery, from } from 'pg-copy-streams';
import type { Session } from './connection.ts';
import { type CopyIn, copyStatement } from './copy-in.ts';
import { whileWatched } from './silence-watch.ts';

/** {@link CopyIn} for sessions that are pg's clients. */
export const pgCopyIn: CopyIn = async (session, target, chunks) => {
  const stream = from(copyStatement(target, 'STDIN'));
  const failure = firstError(stream);
  (session as Session & pg.ClientBase).query(stream);
  try {
    for await (const chunk of chunks) {
      // The session may have ended while the chunk was being made; then the stream has no connection to write to.
      if (failure.happened) await failure.promise;
      await whileWatched(session, untilFailure(failure, write(stream, chunk)));
    }
  } catch (error) {
    if (!failure.happened) await whileWatched(session, abandon(stream));
    throw error;
  }
  stream.end();
  await whileWatched(session, untilFailure(failure, once(stream, 'finish')));
  return stream.rowCount;
};

interface Failure {
  /** Rejects with the first error of the stream; never resolves. */
  readonly promise: Promise<never>;
  happened: boolean;
}

function firstError(stream: CopyStreamQuery): Failure {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const failure: Failure = { promise, happened: false };
  stream.on('error', (error) => {
    failure.happened = true;
    // What is still queued must not be sent: the stream has let go of its connection and would fail on the next drain.
    (stream as unknown as { chunks: unknown[] }).chunks = [];
    reject(error);
  });
  return failure;
}

/**
 * Resolves when the chunk has left the process. A socket keeps references to what it has not sent yet, and the stream
 * calls a small chunk written while it still waits there; but the caller may overwrite it.
 */
async function write(stream: CopyStreamQuery, chunk: Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
  const socket = (stream as unknown as { connection: { stream: Writable } | null }).connection?.stream;
  // An empty write is called written when all before it is; after an error nothing is sent any more.
  if (socket !== undefined && socket.writableLength > 0) {
    await new Promise<void>((resolve) => socket.write('', () => resolve()));
  }
}

async function untilFailure<T>(failure: Failure, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return Promise.race([work, failure.promise]);
}

/** Tells the server that the copy is off, and waits for its word, so that the session can be used again. */
async function abandon(stream: CopyStreamQuery): Promise<void> {
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.destroy();
  await closed;
}
