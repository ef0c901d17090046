import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { stopUnusedServer } from './stop-unused-server.ts';

/** A server that may have to be stopped at or after the end of this process. */
export interface LeftServer {
  readonly directory: string;
  /** Whether the folder is deleted with it. */
  readonly temporary: boolean;
  release(): Promise<void>;
}

/** Servers that this process started or joined and did not release yet. */
const left = new Set<LeftServer>();

/** The usual ways to end a program from outside. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Sees to it that the server is stopped when this process ends without releasing it. On a signal that the program itself
 * does not listen to, the servers are released before it takes its course; when the process exits otherwise, a process of
 * its own looks whether anybody still uses the server. Only SIGKILL leaves it running, for the next one to join.
 */
export function stopAtExit(server: LeftServer): void {
  if (left.size === 0) {
    process.on('exit', stopFromOutside);
    for (const signal of signals) process.on(signal, onSignal);
  }
  left.add(server);
}

/** The server was released. */
export function forgetAtExit(server: LeftServer): void {
  if (!left.delete(server) || left.size > 0) return;
  process.off('exit', stopFromOutside);
  for (const signal of signals) process.off(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  // Somebody else listens as well, and decides what the signal means.
  if (process.listenerCount(signal) === 1) void releaseAndEnd(signal);
}

async function releaseAndEnd(signal: NodeJS.Signals): Promise<void> {
  await Promise.allSettled([...left].map((server) => server.release()));
  for (const each of signals) process.off(each, onSignal);
  process.kill(process.pid, signal);
}

function stopFromOutside(): void {
  const module = join(import.meta.dirname, `stop-unused-server${extname(import.meta.filename)}`);
  if (!existsSync(module)) return;
  for (const { directory, temporary } of left) {
    const parameters = ['--input-type=module', '--eval', stopping(module, directory, temporary)];
    spawn(process.execPath, parameters, {
      detached: true,
      stdio: 'ignore',
      cwd: import.meta.dirname,
    }).unref();
  }
}

/** The program that the other process runs. */
function stopping(module: string, ...parameters: Parameters<typeof stopUnusedServer>): string {
  return `import { stopUnusedServer } from ${JSON.stringify(pathToFileURL(module).href)};
    await stopUnusedServer(...${JSON.stringify(parameters)});`;
}
