import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Truth } from './checks/truth.ts';
import { ccxtCopy, ccxtInsert } from './contenders/ccxt-peer.ts';
import type { Contender } from './contenders/contender.ts';
import { copyLimit, exportKlines } from './contenders/copy-limit.ts';
import { marketloom } from './contenders/marketloom.ts';
import { psqlVersion } from './contenders/psql.ts';
import { describeMachine, type Machine } from './machine.ts';
import type { Measurement } from './measure/measurement.ts';
import { type ProfiledRun, profileRun } from './profile/profile-run.ts';
import { type DistantRun, runAtDistance } from './runs/distant-run.ts';
import { type InterruptedRun, runInterrupted } from './runs/interrupted-run.ts';
import { interleavedRounds, type Round } from './runs/interleaved-rounds.ts';
import { type RepeatedRun, runTwice } from './runs/repeated-run.ts';
import { furtherScenario, listedScenario, rowsOf, type Scenario } from './scenario.ts';
import type { BenchmarkServer } from './servers/benchmark-server.ts';
import { findPostmaster } from './servers/postmaster.ts';
import { type BenchmarkContext, expectSuccess, onStage } from './stage.ts';

/** How large a benchmark is. */
export interface KlinesBenchmarkOptions {
  readonly server: BenchmarkServer;
  /** Instruments, from 1 to 10. */
  readonly symbols: number;
  /** Candles of each, at least 100 and divisible by 10. */
  readonly minutes: number;
  readonly rounds: number;
  /** Whether our own command is run once more under the profiler. */
  readonly profile: boolean;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Our own command at so many symbols. */
export interface SymbolsRun {
  readonly symbols: number;
  readonly minutes: number;
  readonly measurement: Measurement;
}

/** Everything that was measured. */
export interface KlinesBenchmark {
  readonly machine: Machine;
  readonly serverDescription: string;
  readonly scenario: Scenario;
  readonly hypertable: boolean;
  readonly serverIsHere: boolean;
  readonly contenders: readonly Pick<Contender, 'id' | 'title'>[];
  readonly rounds: readonly Round[];
  readonly distant: DistantRun;
  readonly repeated: RepeatedRun;
  readonly interrupted: InterruptedRun;
  /** As many runs as there were rounds, each of a tenth of the range. */
  readonly shortRange: readonly Measurement[];
  readonly bySymbols: readonly SymbolsRun[];
  /** Null when it was not asked for. */
  readonly profile: ProfiledRun | null;
}

/**
 * Measures how fast candles are ingested: all contenders in turns, then our own command in situations of its own.
 * @throws {FailedBenchmarkError} when a run fails or what it stored is wrong
 */
export async function benchmarkKlines(options: KlinesBenchmarkOptions): Promise<KlinesBenchmark> {
  const { server, signal, say } = options;
  if ((await psqlVersion()) === null) {
    throw new Error('psql is not on the path: install it (Debian: apt-get install postgresql-client)');
  }
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-benchmark-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const truth = cleanUp.use(await Truth.open());
  const postmaster = await findPostmaster(server.url);
  const context: BenchmarkContext = { server, postmaster, folder, truth, signal, say };

  const scenario = listedScenario(options.symbols, options.minutes);
  const rows = rowsOf(scenario);
  const file = join(folder, 'klines.copy');
  let hypertable = false;
  say(`a run beforehand: ${rows} rows, and the same again`);
  const repeated = await runTwice(context, scenario, async (stage) => {
    hypertable = stage.hypertable;
    expectSuccess('psql', await stage.run(exportKlines(stage.url, file)));
  });
  const contenders = [
    copyLimit(scenario, file),
    ccxtInsert(scenario),
    ccxtCopy(scenario),
    marketloom(scenario),
  ];
  const rounds = await interleavedRounds(context, scenario, contenders, options.rounds);
  say('an exchange at a distance');
  const distant = await runAtDistance(context, scenario);
  say('interrupted half way, and resumed');
  const interrupted = await runInterrupted(context, scenario, repeated.first.requests ?? 0);
  say('a tenth of the range');
  const shorter = listedScenario(options.symbols, options.minutes / 10);
  const shortRange: Measurement[] = [];
  for (let number = 0; number < options.rounds; number += 1) {
    shortRange.push(await onStage(context, shorter, (stage) => marketloom(shorter).run(stage)));
  }
  const bySymbols: SymbolsRun[] = [];
  for (const symbols of [1, 10, 100]) {
    say(`${symbols} symbols`);
    const minutes = Math.floor(rows / symbols);
    const further = furtherScenario(symbols, minutes);
    const measurement = await onStage(context, further, (stage) => marketloom(further).run(stage));
    bySymbols.push({ symbols, minutes, measurement });
  }
  if (options.profile) say('under the profiler');
  const profile = options.profile ? await profileRun(context, scenario) : null;
  return {
    machine: await describeMachine(server.url),
    serverDescription: server.description,
    scenario,
    hypertable,
    serverIsHere: postmaster !== null,
    contenders,
    rounds,
    distant,
    repeated,
    interrupted,
    shortRange,
    bySymbols,
    profile,
  };
}
