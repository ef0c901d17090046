import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { psqlVersion } from './contenders/psql.ts';
import { queryRows } from './servers/query-rows.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly postgres: string;
  /** Null where the server has none. */
  readonly timescale: string | null;
  readonly psql: string;
  readonly ccxt: string;
}

/** Asks the machine, the server and the packages what they are. */
export async function describeMachine(url: string): Promise<Machine> {
  const [[postgres] = []] = await queryRows(url, 'SHOW server_version');
  const [[timescale] = []] = await queryRows(
    url,
    `SELECT default_version FROM pg_available_extensions WHERE name = 'timescaledb'
     AND current_setting('shared_preload_libraries') LIKE '%timescaledb%'`,
  );
  const manifest = new URL('../package.json', import.meta.resolve('ccxt'));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    postgres: postgres ?? 'unknown',
    timescale: timescale ?? null,
    psql: (await psqlVersion()) ?? 'none',
    ccxt: version,
  };
}
