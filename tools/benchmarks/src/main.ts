import { join } from 'node:path';
import { benchmarkBooks } from './books/books-benchmark.ts';
import { HELP, parseCommandLine } from './command-line.ts';
import { benchmarkKlines } from './klines-benchmark.ts';
import { writePart } from './report/benchmark-file.ts';
import { benchmarkPackages } from './packages/packages-benchmark.ts';
import { booksReport } from './report/books-report.ts';
import { klinesReport } from './report/klines-report.ts';
import { packagesReport } from './report/packages-report.ts';
import { openBenchmarkServer } from './servers/benchmark-server.ts';
import { UsageError } from './usage-error.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Measures and writes the report. */
async function main(given: readonly string[], signal: AbortSignal): Promise<void> {
  const asked = parseCommandLine(given, join(root, 'BENCHMARKS.md'));
  if (asked === null) {
    process.stdout.write(HELP);
    return;
  }
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const occasion = {
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run benchmark --', ...given].join(' '),
  };
  if (asked.what === 'packages') {
    const measured = await benchmarkPackages({ ...asked, signal, say });
    process.stdout.write(await writePart(asked.out, packagesReport(measured, occasion)));
    return;
  }
  if (process.platform !== 'linux')
    throw new Error('CPU times and memory are read from /proc, which only Linux has');
  await using cleanUp = new AsyncDisposableStack();
  const server = await openBenchmarkServer(process.env['MARKETLOOM_BENCHMARK_DATABASE_URL']);
  cleanUp.defer(() => server.close());
  const report =
    asked.what === 'klines'
      ? klinesReport(await benchmarkKlines({ ...asked, server, signal, say }), occasion)
      : booksReport(await benchmarkBooks({ ...asked, server, signal, say }), occasion);
  process.stdout.write(await writePart(asked.out, report));
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
}
try {
  await main(process.argv.slice(2), stop.signal);
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
