import { checkKlines } from '../checks/check-klines.ts';
import { rowsOf, type Scenario } from '../scenario.ts';
import { expectSuccess } from '../stage.ts';
import type { Contender } from './contender.ts';
import { psql } from './psql.ts';

/** The columns of `klines`, in the order of the file. */
const COLUMNS =
  'symbol_id, interval, open_time, open, high, low, close, volume, quote_volume, trade_count, taker_buy_volume, taker_buy_quote_volume';

/** The command that writes all candles of a database to a file of PostgreSQL's binary COPY format. */
export function exportKlines(url: string, file: string): ReturnType<typeof psql> {
  const query = `SELECT ${COLUMNS} FROM klines ORDER BY symbol_id, interval, open_time`;
  return psql(url, `\\copy (${query}) TO '${file}' (FORMAT binary)`);
}

/** The limit: what one backend of the server takes when the rows lie ready in its own binary format. */
export function copyLimit(scenario: Scenario, file: string): Contender {
  return {
    id: 'a',
    title: 'the limit: psql `\\copy … (FORMAT binary)` of these rows from a file, one backend',
    async run(stage) {
      const copy = psql(stage.url, `\\copy klines (${COLUMNS}) FROM '${file}' (FORMAT binary)`);
      const end = expectSuccess('psql', await stage.run(copy));
      await checkKlines(stage.url, scenario, stage.context.truth, { ledger: false });
      const { wallMs, clientCpuMs, serverCpuMs, peakBytes } = end;
      return {
        rows: rowsOf(scenario),
        wallMs,
        clientCpuMs,
        serverCpuMs,
        exchangeCpuMs: null,
        peakBytes,
        requests: null,
      };
    },
  };
}
