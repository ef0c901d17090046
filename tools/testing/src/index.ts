export { queryTexts } from './database-rows.ts';
export { PrivateServer } from './private-server.ts';
export { seededRandom } from './random.ts';
export { type AppRun, exitOf, runApp, type RunAppOptions } from './run-app.ts';
export { ifSkipped, type Recording, type Recordings, recordings, withoutRecordings } from './recordings.ts';
export { KLINE_VALUES, storedValues } from './stored-values.ts';
export { type SyncedApps, type SyncedAppsOptions, startSyncedApps } from './synced-apps.ts';
export { testApps, type TestAppsOptions } from './test-apps.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
