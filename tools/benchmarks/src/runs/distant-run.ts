import { ccxtCopy, ccxtInsert } from '../contenders/ccxt-peer.ts';
import type { Contender } from '../contenders/contender.ts';
import { marketloom } from '../contenders/marketloom.ts';
import type { Scenario } from '../scenario.ts';
import type { BenchmarkContext } from '../stage.ts';
import { eachOnce, type Round } from './interleaved-rounds.ts';

/** All who ask an exchange, once each, with the exchange at a distance. */
export interface DistantRun {
  /** How late every answer came, ms. */
  readonly distanceMs: number;
  readonly contenders: readonly Pick<Contender, 'id' | 'title'>[];
  readonly measurements: Round['measurements'];
}

/** Between the 5 ms of a neighbouring data centre and the 250 ms of another continent. */
const DISTANCE_MS = 20;

/** Runs a scenario through every contender that asks the exchange, which sends each answer 20 ms late. */
export async function runAtDistance(context: BenchmarkContext, scenario: Scenario): Promise<DistantRun> {
  const contenders = [ccxtInsert(scenario), ccxtCopy(scenario), marketloom(scenario)];
  const measurements = await eachOnce(context, scenario, contenders, DISTANCE_MS);
  return { distanceMs: DISTANCE_MS, contenders, measurements };
}
