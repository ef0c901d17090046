import pg from 'pg';
import { commandLineOf, processTimes } from '../measure/process-times.ts';

/** The process that all processes of a server descend from; null when the server is not on this machine. */
export async function findPostmaster(url: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number; name: string }>(
      'SELECT pg_backend_pid() AS pid, current_database() AS name',
    );
    const [backend] = rows;
    // A backend shows its user and database: so we know that it is not another process of that number.
    if (backend === undefined) return null;
    const shown = commandLineOf(backend.pid);
    if (!shown.startsWith('postgres: ') || !shown.includes(` ${backend.name} `)) return null;
    return processTimes(backend.pid)?.parent ?? null;
  } finally {
    await client.end();
  }
}
