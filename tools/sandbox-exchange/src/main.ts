#!/usr/bin/env node
import { HELP, parseCommandLine, UsageError } from './command-line.ts';
import { sandboxNotice } from './notice.ts';
import { RecordedKlinesError } from './recorded/recorded-klines.ts';
import { startSandboxExchange } from './sandbox-exchange.ts';

/** Runs the sandbox until a signal comes. Gives the exit code. */
async function main(): Promise<number> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(HELP);
    return 0;
  }
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const sandbox = await startSandboxExchange(options);
  const { notice, environment, addresses, control } = sandboxNotice(sandbox.url);
  process.stdout.write(
    [
      'SIMULATED EXCHANGE',
      notice,
      '',
      ...addresses.map((address) => `  ${address}`),
      '',
      'Point the apps at it:',
      ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
      '',
      `The clock, faults on demand and what was asked: ${control.join(', ')}`,
      'Stop it with Ctrl-C.',
      '',
    ].join('\n'),
  );
  await stopped;
  await sandbox.close();
  const { total, insideBan } = sandbox.counters;
  process.stdout.write(`Stopped after ${total} requests, ${insideBan} of them inside a ban.\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code;
  const known = error instanceof UsageError || error instanceof RecordedKlinesError || code === 'EADDRINUSE';
  process.stderr.write(known ? `${(error as Error).message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
