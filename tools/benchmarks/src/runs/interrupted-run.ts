import { checkKlines } from '../checks/check-klines.ts';
import { ingestCommand } from '../contenders/marketloom.ts';
import { FailedBenchmarkError } from '../failed-benchmark-error.ts';
import { rowsOf, type Scenario } from '../scenario.ts';
import { queryRows } from '../servers/query-rows.ts';
import { type BenchmarkContext, expectSuccess, onStage } from '../stage.ts';

/** A run that was stopped half way, and the one that finished its work. */
export interface InterruptedRun {
  /** Rows that were stored when the first had ended. */
  readonly rowsBefore: number;
  /** All rows that were asked for. */
  readonly rows: number;
  readonly requestsBefore: number;
  readonly requestsAfter: number;
}

/** Until the first run is stopped, answers are slowed down to take so long together, ms: else a small one would be over before the signal. */
const ALL_ANSWERS_MS = 2000;
const LEAST_DELAY_MS = 20;
const LOOK_EVERY_MS = 5;

/**
 * Stops a run by SIGINT when the exchange has been sent half of `requests`, and runs it again.
 * @throws {FailedBenchmarkError} when it is not stopped cleanly or not everything is stored in the end
 */
export function runInterrupted(
  context: BenchmarkContext,
  scenario: Scenario,
  requests: number,
): Promise<InterruptedRun> {
  return onStage(context, scenario, async (stage) => {
    const { sandbox, url } = stage;
    await sandbox.slowDown(Math.max(LEAST_DELAY_MS, Math.ceil(ALL_ANSWERS_MS / requests)));
    let timer: NodeJS.Timeout | undefined;
    const onStart = (kill: (signal: NodeJS.Signals) => void): void => {
      const look = async (): Promise<void> => {
        if ((await sandbox.requests()) >= requests / 2) kill('SIGINT');
        else timer = setTimeout(() => void look(), LOOK_EVERY_MS);
      };
      void look();
    };
    const stopped = await stage.run({ ...ingestCommand(stage, scenario), onStart });
    clearTimeout(timer);
    if (stopped.code !== 130) {
      throw new FailedBenchmarkError(
        `an interrupted run ends with 130, and it was ${stopped.code}: ${stopped.stderr}`,
      );
    }
    const [[rowsBefore] = []] = await queryRows(url, 'SELECT count(*) FROM klines');
    const requestsBefore = await sandbox.requests();
    await sandbox.speedUp();
    await sandbox.forgetRequests();
    expectSuccess('klines ingest', await stage.run(ingestCommand(stage, scenario)));
    const requestsAfter = await sandbox.requests();
    await checkKlines(url, scenario, context.truth, { ledger: true });
    return { rowsBefore: Number(rowsBefore), rows: rowsOf(scenario), requestsBefore, requestsAfter };
  });
}
