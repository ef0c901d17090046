import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Truth } from './checks/truth.ts';
import { FailedBenchmarkError } from './failed-benchmark-error.ts';
import { type MeasuredEnd, type MeasuredRun, runMeasured } from './measure/run-measured.ts';
import type { Scenario } from './scenario.ts';
import { SandboxProcess } from './sandbox/sandbox-process.ts';
import type { BenchmarkServer } from './servers/benchmark-server.ts';
import { queryRows } from './servers/query-rows.ts';

/** What all runs of a benchmark share. */
export interface BenchmarkContext {
  readonly server: BenchmarkServer;
  /** The server's first process; null where it is not on this machine. */
  readonly postmaster: number | null;
  /** A temporary folder, in which no configuration file lies. */
  readonly folder: string;
  readonly truth: Truth;
  readonly signal: AbortSignal;
  /** Tells how far it is. */
  readonly say: (text: string) => void;
}

/** What one run finds: a database and an exchange that nobody has used before. */
export interface Stage {
  readonly context: BenchmarkContext;
  readonly url: string;
  readonly sandbox: SandboxProcess;
  /** Whether `klines` is a hypertable of TimescaleDB. */
  readonly hypertable: boolean;
  /** Runs a client against both and measures it. */
  run(client: Pick<MeasuredRun, 'command' | 'args' | 'env' | 'onStart'>): Promise<MeasuredEnd>;
}

const repository = join(import.meta.dirname, '..', '..', '..');

/** The file that runs an app. */
export function binOf(app: 'klines' | 'symbols'): string {
  return join(repository, 'apps', app, 'bin', `marketloom-${app}.js`);
}

/** The environment that points an app at a stage. */
export function appEnvironment({ url, sandbox }: Stage): Readonly<Record<string, string>> {
  return { DATABASE_URL: url, ...sandbox.environment };
}

/**
 * Makes a stage, lets `play` use it, and takes it down. The database has all tables and the catalogue; TimescaleDB's
 * compression of old chunks, which would begin at a time of its own, is held back. The exchange has the candles of the
 * scenario written and in memory before anything is measured.
 * @param distanceMs how late the exchange's answers come
 */
export async function onStage<T>(
  context: BenchmarkContext,
  scenario: Scenario,
  play: (stage: Stage) => Promise<T>,
  distanceMs = 0,
): Promise<T> {
  context.signal.throwIfAborted();
  await using cleanUp = new AsyncDisposableStack();
  const name = `marketloom_benchmark_${randomBytes(6).toString('hex')}`;
  await queryRows(context.server.url, `CREATE DATABASE ${name}`);
  cleanUp.defer(async () => {
    await queryRows(context.server.url, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  const address = new URL(context.server.url);
  address.pathname = `/${name}`;
  const sandbox = cleanUp.use(await SandboxProcess.start(distanceMs));
  const url = address.href;
  const run: Stage['run'] = (client) =>
    runMeasured({
      ...client,
      cwd: context.folder,
      postmaster: context.postmaster,
      exchange: sandbox.pid,
      signal: context.signal,
    });
  const bare: Stage = { context, url, sandbox, hypertable: false, run };
  const args = [binOf('symbols'), 'sync', '--exchange', 'binance'];
  expectSuccess('symbols sync', await run({ command: process.execPath, args, env: appEnvironment(bare) }));
  await sandbox.prepare(scenario);
  const hypertable = await holdCompressionBack(url);
  // What was written before is not to be paid for by the run that comes now. A user who may not, does without.
  await queryRows(url, 'CHECKPOINT').catch(() => {});
  await sandbox.forgetRequests();
  return await play({ ...bare, hypertable });
}

/**
 * Refuses a run that did not end with 0.
 * @throws {FailedBenchmarkError} with the end of what it wrote on stderr
 */
export function expectSuccess(what: string, end: MeasuredEnd): MeasuredEnd {
  if (end.code === 0) return end;
  throw new FailedBenchmarkError(
    `${what} ended with ${end.code}: ${end.stderr.slice(-2000)}${end.stdout.slice(-500)}`,
  );
}

/** Whether the database has TimescaleDB. */
async function holdCompressionBack(url: string): Promise<boolean> {
  const extension = await queryRows(url, `SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'`);
  if (extension.length === 0) return false;
  await queryRows(
    url,
    `SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE proc_name IN ('policy_compression', 'policy_columnstore')`,
  );
  return true;
}
