import { expectNoRequests, ingestCommand, marketloom } from '../contenders/marketloom.ts';
import { measurementOf } from '../contenders/contender.ts';
import type { Measurement } from '../measure/measurement.ts';
import type { Scenario } from '../scenario.ts';
import { type BenchmarkContext, expectSuccess, onStage, type Stage } from '../stage.ts';

/** A run, and the same run again when everything is stored. */
export interface RepeatedRun {
  readonly first: Measurement;
  readonly again: Measurement;
}

/**
 * Ingests a scenario twice. `between` is called when it is stored for the first time.
 * @throws {FailedBenchmarkError} when the second run asks the exchange for anything
 */
export function runTwice(
  context: BenchmarkContext,
  scenario: Scenario,
  between: (stage: Stage) => Promise<void>,
): Promise<RepeatedRun> {
  return onStage(context, scenario, async (stage) => {
    const first = await marketloom(scenario).run(stage);
    await between(stage);
    await stage.sandbox.forgetRequests();
    const end = expectSuccess('klines ingest', await stage.run(ingestCommand(stage, scenario)));
    const again = await measurementOf(stage, scenario, end);
    expectNoRequests(again.requests ?? 0);
    return { first, again };
  });
}
