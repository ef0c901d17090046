import {
  type SandboxExchange,
  type SandboxOptions,
  startSandboxExchange,
} from '@marketloom/sandbox-exchange';
import {
  type AppRun,
  createTestDatabase,
  runApp,
  type RunAppOptions,
  type TestDatabase,
} from '@marketloom/testing';

/** A simulated exchange, a database with its catalogue, and the klines app on top of them. */
export interface KlinesFixture {
  readonly sandbox: SandboxExchange;
  readonly databaseUrl: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs `marketloom-klines` in a process of its own. */
  klines(args: readonly string[], options?: RunAppOptions): Promise<AppRun>;
  close(): Promise<void>;
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
  const database = given ?? (await createTestDatabase());
  const sandbox = await startSandboxExchange(options);
  const all = {
    DATABASE_URL: database.url,
    MARKETLOOM_BINANCE_RETRIES: '0',
    ...binanceAt(sandbox.url),
    ...env,
  };
  const close = async (): Promise<void> => {
    await sandbox.close();
    await database.drop();
  };
  const synced = await runApp('symbols', ['sync', '--exchange', 'binance'], { env: all });
  if (synced.code !== 0) {
    await close();
    throw new Error(synced.stderr);
  }
  return {
    sandbox,
    databaseUrl: database.url,
    env: all,
    klines: (args, how = {}) => runApp('klines', args, { ...how, env: { ...all, ...how.env } }),
    close,
  };
}
