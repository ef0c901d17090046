import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ingestCommand } from '../contenders/marketloom.ts';
import { rowsOf, type Scenario } from '../scenario.ts';
import { type BenchmarkContext, expectSuccess, onStage } from '../stage.ts';
import { readCpuProfile, timedNodes } from './cpu-profile.ts';
import { type WorkGroup, workGroups } from './work-groups.ts';

/** Where the time of a run goes. */
export interface ProfiledRun {
  readonly rows: number;
  readonly groups: readonly WorkGroup[];
}

/** Runs our own command under Node's sampling profiler. */
export function profileRun(context: BenchmarkContext, scenario: Scenario): Promise<ProfiledRun> {
  return onStage(context, scenario, async (stage) => {
    const folder = join(context.folder, 'profile');
    await mkdir(folder);
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
    expectSuccess('klines ingest', await stage.run(ingestCommand(stage, scenario, flags)));
    const groups = workGroups(timedNodes(await readCpuProfile(folder)));
    await rm(folder, { recursive: true });
    return { rows: rowsOf(scenario), groups };
  });
}
