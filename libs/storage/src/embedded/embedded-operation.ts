import { EmbeddedServerError } from '../errors/embedded-server-error.ts';
import { isStorageError } from '../errors/any-storage-error.ts';

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EACCES: 'we may not write there; choose another data folder, or run this as the user it belongs to',
  EPERM: 'we may not do that there; choose another data folder, or run this as the user it belongs to',
  EROFS: 'the disk cannot be written to; choose another data folder',
  ENOENT: 'it is not there and cannot be made; choose another data folder',
  ENOTDIR: 'a part of the path is a file; choose another data folder',
};

/** Runs `work`; what it throws becomes an {@link EmbeddedServerError} that says what to do. */
export async function embeddedOperation<T>(operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isStorageError(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const what = advice[code ?? ''];
    throw new EmbeddedServerError(what === undefined ? message : `${message}; ${what}`, {
      operation,
      cause: error,
    });
  }
}

/** The error for a program of PostgreSQL that failed, from what it printed. */
export function programFailure(operation: string, program: string, output: string): EmbeddedServerError {
  const full = /No space left on device|Disk quota exceeded/.test(output);
  const lines = output
    .split('\n')
    .map((line) => line.trim().replace(/^[\d-]+ [\d:.]+ \S+ \[\d+\] /, ''))
    .filter((line) => /error|fatal|panic|could not|cannot|no space|unrecognized|ended by/i.test(line));
  const said = lines.slice(-3).join('; ') || output.trim().split('\n').at(-1) || 'it said nothing';
  const what = full ? '; the disk is full: free some space and try again' : '';
  return new EmbeddedServerError(`${program} failed: ${said}${what}`, { operation });
}
