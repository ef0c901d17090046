import { spawn } from 'node:child_process';
import { endedChildrenTime, familyTime, peakResidentBytes } from './process-times.ts';

/** How often a running client's memory is looked at. The kernel keeps the peak, so that only what is new in the last moments is missed. */
const LOOK_EVERY_MS = 20;

/** A program to run and the processes to watch meanwhile. */
export interface MeasuredRun {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment but for PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The postmaster's id; null where it is not on this machine. */
  readonly postmaster: number | null;
  /** The id of the exchange's process; null where none takes part. */
  readonly exchange: number | null;
  /** Kills the run when it is aborted. */
  readonly signal: AbortSignal;
  /** Called once it runs, with what sends it a signal. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** How it ended, and what it took. */
export interface MeasuredEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  readonly clientCpuMs: number;
  readonly serverCpuMs: number | null;
  readonly exchangeCpuMs: number | null;
  readonly peakBytes: number;
}

/** Runs a program to its end and measures it. No other child of ours may end meanwhile. */
export async function runMeasured(run: MeasuredRun): Promise<MeasuredEnd> {
  run.signal.throwIfAborted();
  const { PATH = '', HOME = '' } = process.env;
  const watched = (): { children: number; server: number; exchange: number } => ({
    children: endedChildrenTime(),
    server: run.postmaster === null ? 0 : familyTime(run.postmaster),
    exchange: run.exchange === null ? 0 : familyTime(run.exchange),
  });
  const before = watched();
  const started = performance.now();
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: { PATH, HOME, ...run.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peakBytes = 0;
  const look = (): void => {
    if (child.pid !== undefined) peakBytes = Math.max(peakBytes, peakResidentBytes(child.pid));
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  const stop = (): void => void child.kill('SIGKILL');
  run.signal.addEventListener('abort', stop, { once: true });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  try {
    child.once('spawn', () => run.onStart?.((signal) => void child.kill(signal)));
    let wallMs = 0;
    child.once('exit', () => (wallMs = performance.now() - started));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const after = watched();
    run.signal.throwIfAborted();
    return {
      code,
      ...written,
      wallMs,
      clientCpuMs: after.children - before.children,
      serverCpuMs: run.postmaster === null ? null : after.server - before.server,
      exchangeCpuMs: run.exchange === null ? null : after.exchange - before.exchange,
      peakBytes,
    };
  } finally {
    clearInterval(looking);
    run.signal.removeEventListener('abort', stop);
  }
}
