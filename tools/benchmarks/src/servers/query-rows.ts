import pg from 'pg';

/** Runs one statement in a session of its own and gives the rows, every value as the text that the server sends or null. */
export async function queryRows(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<(string | null)[][]> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => String } });
  await client.connect();
  try {
    const { rows } = await client.query<(string | null)[]>({ text, values: [...values], rowMode: 'array' });
    return rows;
  } finally {
    await client.end();
  }
}
