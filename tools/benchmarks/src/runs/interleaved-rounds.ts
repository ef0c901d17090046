import { loadavg } from 'node:os';
import type { Contender } from '../contenders/contender.ts';
import { type Measurement, rowsPerSecond } from '../measure/measurement.ts';
import type { Scenario } from '../scenario.ts';
import { type BenchmarkContext, onStage } from '../stage.ts';

/** One round: every contender once, one after the other. */
export interface Round {
  /** The machine's load average of the last minute when it began. */
  readonly load: number;
  readonly measurements: Readonly<Record<string, Measurement>>;
}

/** Lets the contenders run in turns, so that whatever else the machine does strikes them alike. */
export async function interleavedRounds(
  context: BenchmarkContext,
  scenario: Scenario,
  contenders: readonly Contender[],
  count: number,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let number = 1; number <= count; number += 1) {
    const load = loadavg()[0] as number;
    context.say(`round ${number} of ${count}, load average ${load.toFixed(2)}`);
    rounds.push({ load, measurements: await eachOnce(context, scenario, contenders) });
  }
  return rounds;
}

/**
 * Runs every contender once, each on a stage of its own.
 * @param distanceMs how late the exchange's answers come
 */
export async function eachOnce(
  context: BenchmarkContext,
  scenario: Scenario,
  contenders: readonly Contender[],
  distanceMs = 0,
): Promise<Round['measurements']> {
  const measurements: Record<string, Measurement> = {};
  for (const contender of contenders) {
    const measurement = await onStage(context, scenario, (stage) => contender.run(stage), distanceMs);
    context.say(`  (${contender.id}) ${Math.round(rowsPerSecond(measurement))} rows/s`);
    measurements[contender.id] = measurement;
  }
  return measurements;
}
