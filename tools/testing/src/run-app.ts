import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How to run an app. */
export interface RunAppOptions {
  /** The whole environment but for PATH and HOME. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** An empty folder of its own unless told: no configuration file lies there or above. */
  readonly cwd?: string | undefined;
  /** What it reads from stdin; nothing unless told. */
  readonly input?: string | undefined;
  /** Called once it runs, with what sends it a signal. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** How it ended. */
export interface AppRun {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const root = join(import.meta.dirname, '..', '..', '..');

/** Runs an app's bin (`klines`) in a process of its own, from source, as a user would. */
export function runApp(app: string, args: readonly string[], options: RunAppOptions = {}): Promise<AppRun> {
  const bin = join(root, 'apps', app, 'bin', `marketloom-${app}.js`);
  const { PATH = '', HOME = '' } = process.env;
  const folder = options.cwd ?? mkdtempSync(join(tmpdir(), 'marketloom-app-'));
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH, HOME, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.input);
  return new Promise((resolve, reject) => {
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        written[name] += text;
      });
    }
    child.once('spawn', () => options.onStart?.((signal) => void child.kill(signal)));
    child.once('error', reject);
    child.once('close', (code) => {
      if (options.cwd === undefined) rmSync(folder, { recursive: true, force: true });
      resolve({ code, ...written });
    });
  });
}

/** Its exit code; when that is not the expected one, with what it wrote on stderr, so that the test's report tells why. */
export function exitOf(run: AppRun, expected: number): number | string | null {
  return run.code === expected ? run.code : `${run.code}: ${run.stderr}`;
}
