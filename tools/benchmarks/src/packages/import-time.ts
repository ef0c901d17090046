import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * How long a fresh process takes to import a package that is installed in a folder, in ms: from the first line of a
 * program to where it has all that the package exports. The start of Node itself is not in it.
 */
export async function importTime(folder: string, name: string): Promise<number> {
  const program = `const start = performance.now();
await import(${JSON.stringify(name)});
process.stdout.write(String(performance.now() - start), () => process.exit());`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
  });
  const time = Number(stdout);
  if (!(time > 0)) throw new Error(`${name} told no time: ${JSON.stringify(stdout)}`);
  return time;
}
