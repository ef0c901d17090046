import type { Session } from '../connection/connection.ts';
import { TimescaleError } from '../errors/timescale-error.ts';

/** What a server offers of TimescaleDB. */
export type TimescaleOffer =
  | { readonly kind: 'installed'; readonly version: string }
  | { readonly kind: 'available'; readonly version: string }
  /** `reason` in words for a person. */
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * Whether TimescaleDB is in this database, or can be put there. Nothing is created: `CREATE EXTENSION` on a server that
 * did not load the library at its start ends the connection.
 * @throws {TimescaleError} when the database holds the extension but the server did not load it: compressed candles
 *   would read as if there were none
 */
export async function timescaleOffer(session: Session, operation: string): Promise<TimescaleOffer> {
  // To list what is available the server reads the control files of all its extensions: not where it is installed anyway.
  // Only superusers see shared_preload_libraries; everybody sees a setting of the library once it is loaded.
  const { rows } = await session.query<{
    available: string | null;
    installed: string | null;
    loaded: boolean;
  }>(`
    SELECT
      (SELECT default_version FROM pg_available_extensions WHERE name = 'timescaledb'
        AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')) AS available,
      (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS installed,
      EXISTS (
        SELECT FROM pg_settings
        WHERE name = 'timescaledb.disable_load'
          OR (name = 'shared_preload_libraries' AND setting ~ '(^|[/,\\s"])timescaledb([",\\s]|$)')
      ) AS loaded`);
  const { available, installed, loaded } = rows[0] ?? { available: null, installed: null, loaded: false };
  if (installed !== null && !loaded) {
    throw new TimescaleError(
      'this database uses TimescaleDB, but the server did not load it; add timescaledb to shared_preload_libraries ' +
        'and restart the server',
      { operation },
    );
  }
  if (installed !== null) return { kind: 'installed', version: installed };
  if (available === null) return { kind: 'absent', reason: 'the server does not have TimescaleDB' };
  if (!loaded)
    return { kind: 'absent', reason: 'the server has TimescaleDB, but not in shared_preload_libraries' };
  return { kind: 'available', version: available };
}
