import type { Queryable } from '../connection/connection.ts';
import { UnsupportedServerError } from '../errors/unsupported-server-error.ts';

/** The oldest PostgreSQL that storage works with. */
export const OLDEST_POSTGRES = 15;

/**
 * The server's version: `18.4`.
 * @throws {UnsupportedServerError} when it is too old
 */
export async function supportedVersion(server: Queryable, location: string): Promise<string> {
  const { rows } = await server.query<{ number: number; version: string }>(
    "SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS version",
  );
  const { number = 0, version = 'unknown' } = rows[0] ?? {};
  const short = version.split(' ', 1)[0] ?? version;
  if (number < OLDEST_POSTGRES * 10_000) {
    throw new UnsupportedServerError(
      `the server is PostgreSQL ${short}; at least ${OLDEST_POSTGRES} is needed: upgrade it, or use another`,
      { operation: `connect to ${location}` },
    );
  }
  return short;
}
