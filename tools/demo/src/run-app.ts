import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { styleText } from 'node:util';

const root = join(import.meta.dirname, '..', '..', '..');

/** Types a command as a person would: shows it, runs it, and stops the demonstration when it fails. */
export async function runApp(
  app: 'symbols' | 'klines' | 'orderbook',
  commandLine: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  console.log(`\n${styleText('bold', `$ npx marketloom-${app} ${commandLine}`)}`);
  const bin = join(root, 'apps', app, 'bin', `marketloom-${app}.js`);
  const child = spawn(process.execPath, [bin, ...commandLine.split(' ')], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // A terminal sends Ctrl-C to both; a signal sent to this process alone is passed on.
  const pass = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', pass, { once: true });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  signal.removeEventListener('abort', pass);
  signal.throwIfAborted();
  if (exitCode !== 0) throw new Error(`marketloom-${app} ended with exit code ${exitCode}`);
}
