import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { EmbeddedServerError } from '../errors/embedded-server-error.ts';
import type { ServerUser } from './server-user.ts';

/** How a program ended. */
export interface ProgramResult {
  /** 0 for success. */
  readonly code: number;
  /** What it printed, on both streams. */
  readonly output: string;
}

/** How a program is run. */
export interface ProgramOptions {
  /** Who runs it; null for whoever we are. */
  readonly user?: ServerUser | null;
}

/**
 * Runs a program to its end, out of reach of the terminal's Ctrl-C, which is meant for us.
 * @throws {EmbeddedServerError} when it cannot be started at all
 */
export function runProgram(
  file: string,
  parameters: readonly string[],
  { user = null }: ProgramOptions = {},
): Promise<ProgramResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ProgramResult>();
  const child = spawn(file, parameters, {
    // Ours may be a folder that the user cannot enter.
    cwd: dirname(file),
    ...(process.platform === 'win32'
      ? {}
      : { detached: true, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }),
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (text: string): void => {
    output = (output + text).slice(-20_000);
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  child.on('error', (cause) => reject(cannotRun(file, cause)));
  // 'close' would wait for a server that was left behind and has inherited the streams.
  child.on('exit', (code, signal) => {
    setImmediate(() => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}\nended by ${signal}` });
    });
  });
  return promise;
}

function cannotRun(file: string, cause: Error): EmbeddedServerError {
  // The file is there: what the system misses is the loader that it names.
  const hint =
    (cause as NodeJS.ErrnoException).code === 'ENOENT'
      ? ' (these programs need glibc, which Alpine Linux lacks)'
      : '';
  return new EmbeddedServerError(
    `${file} cannot be run: ${cause.message}${hint}; give the address of a database instead`,
    {
      operation: 'start the embedded server',
      cause,
    },
  );
}
