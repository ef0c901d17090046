import { checkKlines } from '../checks/check-klines.ts';
import { FailedBenchmarkError } from '../failed-benchmark-error.ts';
import type { MeasuredRun } from '../measure/run-measured.ts';
import { rangeOf, type Scenario } from '../scenario.ts';
import { appEnvironment, binOf, expectSuccess, type Stage } from '../stage.ts';
import { type Contender, measurementOf } from './contender.ts';

/** How to run our own command for a scenario; `nodeFlags` are for Node itself. */
export function ingestCommand(
  stage: Stage,
  scenario: Scenario,
  nodeFlags: readonly string[] = [],
): Pick<MeasuredRun, 'command' | 'args' | 'env'> {
  const { start, end } = rangeOf(scenario);
  const symbols = scenario.symbols.map(({ standard }) => standard).join(',');
  const flags = [
    '--symbols',
    symbols,
    '--interval',
    '1m',
    '--start',
    String(start),
    '--end',
    String(end),
    '--json',
  ];
  return {
    command: process.execPath,
    args: [...nodeFlags, binOf('klines'), 'ingest', '--exchange', 'binance', ...flags],
    env: appEnvironment(stage),
  };
}

/** Our own command, from the exchange over HTTP to committed rows and ledger. */
export function marketloom(scenario: Scenario): Contender {
  return {
    id: 'c',
    title: '`marketloom-klines ingest`: rows and ledger, 12 columns, checked and exact',
    async run(stage) {
      const run = expectSuccess('klines ingest', await stage.run(ingestCommand(stage, scenario)));
      const measurement = await measurementOf(stage, scenario, run);
      await checkKlines(stage.url, scenario, stage.context.truth, { ledger: true });
      return measurement;
    },
  };
}

/**
 * Refuses a run again that asked the exchange for anything.
 * @throws {FailedBenchmarkError} saying how many requests there were
 */
export function expectNoRequests(requests: number): void {
  if (requests > 0)
    throw new FailedBenchmarkError(`the run again sent ${requests} requests, and nothing was missing`);
}
