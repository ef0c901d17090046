import type { Measurement } from '../measure/measurement.ts';
import type { MeasuredEnd } from '../measure/run-measured.ts';
import type { Stage } from '../stage.ts';
import { rowsOf, type Scenario } from '../scenario.ts';

/** One way of getting a scenario's candles into a table. */
export interface Contender {
  /** A letter, as in the report. */
  readonly id: 'a' | 'b' | 'b′' | 'c';
  /** What it does, in a line. */
  readonly title: string;
  /**
   * Does it once, on a stage of its own, and checks what is stored.
   * @throws {FailedBenchmarkError} when the run fails or what is stored is wrong
   */
  run(stage: Stage): Promise<Measurement>;
}

/** The figures of a run that has stored the whole scenario. */
export async function measurementOf(
  stage: Stage,
  scenario: Scenario,
  end: MeasuredEnd,
): Promise<Measurement> {
  const { wallMs, clientCpuMs, serverCpuMs, exchangeCpuMs, peakBytes } = end;
  const requests = await stage.sandbox.requests();
  return { rows: rowsOf(scenario), wallMs, clientCpuMs, serverCpuMs, exchangeCpuMs, peakBytes, requests };
}
