import type { TimeRange } from '@marketloom/exchange';
import type { Connection } from '../connection/connection.ts';
import { inTransaction, withSession } from '../connection/transaction.ts';
import { retryConflicts } from '../sql/retry-conflicts.ts';
import { type LedgerSeries, lockLedger, readExactCoverage, rewriteLedger } from './coverage-ledger.ts';
import { soundCoverage } from './sound-coverage.ts';

/**
 * Takes out of a ledger what overlaps or is off the grid, in one transaction.
 * @param beforeCommit is called when all is done but the commit; what it throws undoes the transaction
 * @returns the candles that are not settled any more for it: whole, ascending, merged
 * @throws what the connection throws
 */
export function mendLedger(
  connection: Connection,
  series: LedgerSeries,
  beforeCommit: () => void,
): Promise<readonly TimeRange[]> {
  return retryConflicts(() =>
    withSession(connection, (session) =>
      inTransaction(session, async () => {
        await lockLedger(session, series);
        const { coverage, doubtful } = soundCoverage(
          await readExactCoverage(session, series),
          series.interval,
        );
        if (doubtful.length > 0) await rewriteLedger(session, series, coverage);
        beforeCommit();
        return doubtful;
      }),
    ),
  );
}
