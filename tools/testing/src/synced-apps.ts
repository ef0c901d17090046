import { type AppRun, runApp, type RunAppOptions } from './run-app.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** How {@link startSyncedApps} does it. */
export interface SyncedAppsOptions {
  /** The simulated exchange; it is closed with the rest. */
  readonly server: { close(): Promise<void> };
  /** What leads to it; requests are not repeated, unless it says otherwise. */
  readonly env: Readonly<Record<string, string>>;
  /** A database of its own when left out. */
  readonly database?: TestDatabase | undefined;
}

/** The apps, a simulated exchange, and a database with its catalogue. */
export interface SyncedApps {
  readonly databaseUrl: string;
  /** What leads an app to both. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs an app in a process of its own. */
  readonly run: (app: string, args: readonly string[], options?: RunAppOptions) => Promise<AppRun>;
  readonly close: () => Promise<void>;
}

/** Has the catalogue of Binance synced, for the other apps to work with. */
export async function startSyncedApps({ server, env, ...given }: SyncedAppsOptions): Promise<SyncedApps> {
  const database = given.database ?? (await createTestDatabase());
  const all = { DATABASE_URL: database.url, MARKETLOOM_BINANCE_RETRIES: '0', ...env };
  const run: SyncedApps['run'] = (app, args, options = {}) =>
    runApp(app, args, { ...options, env: { ...all, ...options.env } });
  const close = async (): Promise<void> => {
    await server.close();
    await database.drop();
  };
  const synced = await run('symbols', ['sync', '--exchange', 'binance']);
  if (synced.code !== 0) {
    await close();
    throw new Error(synced.stderr);
  }
  return { databaseUrl: database.url, env: all, run, close };
}
