import { queryTexts } from '@marketloom/testing';

/** Everything that ingestion has written, a line a row, without the ids and the times that differ from run to run. */
export interface DatabaseLines {
  readonly klines: readonly string[];
  readonly ledger: readonly string[];
  readonly revisions: readonly string[];
}

const SERIES = `market || '/' || exchange_symbol || '/' || interval`;

/** Reads all of it, in the order of series and time. */
export async function databaseLines(url: string): Promise<DatabaseLines> {
  const lines = async (columns: string, table: string, time: string): Promise<string[]> => {
    const rows = await queryTexts(
      url,
      `SELECT concat_ws(' ', ${SERIES}, ${columns}) FROM ${table} AS t JOIN symbols ON symbols.id = symbol_id
       ORDER BY ${SERIES}, ${time}`,
    );
    return rows.map(([line]) => line as string);
  };
  const values = ['open', 'high', 'low', 'close', 'volume', 'quote_volume', 'trade_count']
    .concat('taker_buy_volume', 'taker_buy_quote_volume')
    .map((column) => `coalesce(t.${column}::text, '-')`);
  return {
    klines: await lines(['t.open_time', ...values].join(', '), 'klines', 't.open_time'),
    ledger: await lines(
      `range_start, range_end, t.status, coalesce(t.reason, '-')`,
      'kline_coverage',
      'range_start',
    ),
    revisions: await lines('t::text', 'kline_revisions', 't.open_time'),
  };
}

/** The first lines in which two lists differ, for a report that can be read; none when they are equal. */
export function firstDifferences(found: readonly string[], expected: readonly string[]): string[] {
  const differences =
    found.length === expected.length ? [] : [`${found.length} lines for ${expected.length}`];
  for (let index = 0; index < Math.max(found.length, expected.length); index += 1) {
    if (found[index] === expected[index]) continue;
    differences.push(`line ${index}: ${found[index]} for ${expected[index]}`);
    if (differences.length > 3) break;
  }
  return differences;
}
