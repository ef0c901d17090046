import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What lies below a `node_modules`. */
export interface InstalledSize {
  readonly packages: number;
  readonly files: number;
  /** The lengths of all files, as they are listed; blocks of a file system make it more. */
  readonly bytes: number;
}

/** Counts packages, files and bytes below a `node_modules`. */
export async function installedSize(folder: string): Promise<InstalledSize> {
  let [packages, files, bytes] = [0, 0, 0];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files += 1;
    bytes += (await lstat(path)).size;
    if (/node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path)) packages += 1;
  }
  return { packages, files, bytes };
}
