import {
  type SandboxExchange,
  type SandboxOptions,
  startSandboxExchange,
} from '@marketloom/sandbox-exchange';
import {
  type AppRun,
  type RunAppOptions,
  startSyncedApps,
  type SyncedApps,
  type TestDatabase,
} from '@marketloom/testing';

/** A simulated exchange, a database with its catalogue, and the klines app on top of them. */
export interface KlinesFixture extends SyncedApps {
  readonly sandbox: SandboxExchange;
  /** Runs `marketloom-klines` in a process of its own. */
  klines(args: readonly string[], options?: RunAppOptions): Promise<AppRun>;
}

/** The environment that sends all of Binance's markets, and its archive, to one address. */
export function binanceAt(url: string): Record<string, string> {
  const markets = ['SPOT', 'USDM', 'COINM', 'ARCHIVE'];
  return Object.fromEntries(markets.map((market) => [`MARKETLOOM_BINANCE_${market}_URL`, url]));
}

/** Starts all of it. Requests are not repeated, unless `env` says otherwise. */
export async function startKlinesFixture(
  options: SandboxOptions = {},
  env: Readonly<Record<string, string>> = {},
  given?: TestDatabase,
): Promise<KlinesFixture> {
  const sandbox = await startSandboxExchange(options);
  const apps = await startSyncedApps({
    server: sandbox,
    env: { ...binanceAt(sandbox.url), ...env },
    database: given,
  });
  return { ...apps, sandbox, klines: (args, how) => apps.run('klines', args, how) };
}
