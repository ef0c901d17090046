import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '@marketloom/storage';

/**
 * Makes sure that there is a server for the tests: the one named by `MARKETLOOM_TEST_DATABASE_URL`, else an embedded one
 * in a temporary folder, which is stopped and deleted at the end, also when the run is interrupted.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['MARKETLOOM_TEST_DATABASE_URL']) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'marketloom-test-'));
  const server = await startEmbeddedServer({ directory, temporary: true });
  process.env['MARKETLOOM_TEST_DATABASE_URL'] = server.url;
  return () => server.release();
}
