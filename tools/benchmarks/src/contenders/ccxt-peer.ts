import { join } from 'node:path';
import { checkOhlcv } from '../checks/check-ohlcv.ts';
import { rangeOf, type Scenario } from '../scenario.ts';
import { queryRows } from '../servers/query-rows.ts';
import { expectSuccess, type Stage } from '../stage.ts';
import { type Contender, measurementOf } from './contender.ts';

const program = join(import.meta.dirname, '..', 'ccxt-ingest.ts');

/** The peer's table: what a candle of ccxt has, and whose it is. */
const TABLE = `
CREATE TABLE ohlcv (
  symbol text NOT NULL,
  timestamp timestamptz NOT NULL,
  open numeric NOT NULL,
  high numeric NOT NULL,
  low numeric NOT NULL,
  close numeric NOT NULL,
  volume numeric NOT NULL,
  PRIMARY KEY (symbol, timestamp)
)`;

const HYPERTABLE = `SELECT create_hypertable('ohlcv', by_range('timestamp', INTERVAL '7 days'), create_default_indexes => false)`;

/** The peer as people write it: page after page, each written by one `INSERT … ON CONFLICT DO UPDATE` of 1,000 rows. */
export function ccxtInsert(scenario: Scenario): Contender {
  return {
    id: 'b',
    title: 'ccxt, page after page, multi-row `INSERT … ON CONFLICT DO UPDATE` through pg',
    run: (stage) => runPeer('insert', scenario, stage),
  };
}

/** The peer at its best: four symbols at once, each written through a COPY of its own. */
export function ccxtCopy(scenario: Scenario): Contender {
  return {
    id: 'b′',
    title: 'ccxt, four workers by symbol, COPY through pg-copy-streams',
    run: (stage) => runPeer('copy', scenario, stage),
  };
}

async function runPeer(way: 'insert' | 'copy', scenario: Scenario, stage: Stage) {
  await queryRows(stage.url, TABLE);
  if (stage.hypertable) await queryRows(stage.url, HYPERTABLE);
  const { start, end } = rangeOf(scenario);
  const symbols = scenario.symbols.map(({ unified }) => unified);
  const args = ['--no-warnings', program, way, stage.sandbox.url, String(start), String(end), ...symbols];
  const run = await stage.run({ command: process.execPath, args, env: { DATABASE_URL: stage.url } });
  const measurement = await measurementOf(stage, scenario, expectSuccess('ccxt', run));
  await checkOhlcv(stage.url, scenario, stage.context.truth);
  return measurement;
}
