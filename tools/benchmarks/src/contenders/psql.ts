import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { MeasuredRun } from '../measure/run-measured.ts';

/**
 * How to run a command of psql's in a database. The password goes through the environment: a command line can be read by
 * everyone on the machine.
 */
export function psql(url: string, command: string): Pick<MeasuredRun, 'command' | 'args' | 'env'> {
  const address = new URL(url);
  const PGPASSWORD = decodeURIComponent(address.password);
  address.password = '';
  const args = [
    '--no-psqlrc',
    '--quiet',
    '--set=ON_ERROR_STOP=1',
    `--dbname=${address.href}`,
    '--command',
    command,
  ];
  return { command: 'psql', args, env: { PGPASSWORD } };
}

/** The version of psql; null when there is none on the path. */
export async function psqlVersion(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('psql', ['--version']);
    return /(\d[\d.]*)/.exec(stdout)?.[1] ?? stdout.trim();
  } catch {
    return null;
  }
}
