import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies a folder of programs so that everybody can read and run them, and nobody but us change them. What is there and
 * complete stays; a file appears whole or not at all, so several processes may do this at once. Links are left out.
 */
export async function copyProgramFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyProgramFolder(source, target);
    // Static libraries are for building against, a fifth of the package.
    else if (entry.isFile() && !entry.name.endsWith('.a')) await copyProgramFile(source, target);
  }
}

async function copyProgramFile(source: string, target: string): Promise<void> {
  const { size } = await stat(source);
  const found = await lstat(target).catch(() => null);
  if (found?.isFile() && found.size === size) return;
  const whole = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await copyFile(source, whole, constants.COPYFILE_FICLONE);
    await chmod(whole, 0o755);
    await rename(whole, target);
  } catch (error) {
    await rm(whole, { force: true });
    throw error;
  }
}
