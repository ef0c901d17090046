import pg from 'pg';

/** What a query gives, every value as the text that PostgreSQL prints. */
export async function queryTexts(
  url: string,
  query: string,
  values: unknown[] = [],
): Promise<(string | null)[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const text = (value: string): string => value;
    const result = await client.query<(string | null)[]>({
      text: query,
      values,
      rowMode: 'array',
      types: { getTypeParser: () => text as never },
    });
    return result.rows;
  } finally {
    await client.end();
  }
}
