import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A Node process that runs the workspace's sources. */
export interface NodeProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves with the next whole line of its stdout; rejects, with its stderr, when it ends first. */
  line(): Promise<string>;
  /** Resolves when it has ended. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly stderr: string;
  }>;
}

/** How to run it. */
export interface RunNodeOptions {
  readonly uid?: number;
  readonly gid?: number;
  /** The package whose dependencies can be imported; this one when left out. */
  readonly directory?: string;
}

/** Runs the text of a module, in the folder of this package. */
export function runNode(module: string, options: RunNodeOptions = {}): NodeProcess {
  const { directory = join(import.meta.dirname, '..', '..'), ...user } = options;
  const parameters = ['--conditions=@marketloom/source', '--input-type=module', '--eval', module];
  const child = spawn(process.execPath, parameters, {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
    ...user,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, stderr }) as never);
  const line = async (): Promise<string> => {
    while (!stdout.includes('\n')) {
      const more = once(child.stdout, 'data');
      const closed = once(child, 'close').then(() => 'closed');
      if ((await Promise.race([more, closed])) === 'closed' && !stdout.includes('\n')) {
        throw new Error(`the process ended without a word: ${stderr}`);
      }
    }
    const end = stdout.indexOf('\n');
    const first = stdout.slice(0, end);
    stdout = stdout.slice(end + 1);
    return first;
  };
  return { child, line, ended };
}
