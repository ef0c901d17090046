import type { SandboxExchange } from '@marketloom/sandbox-exchange';
import type { CatalogueEntry } from '@marketloom/storage';
import pg from 'pg';

type SandboxMarket = Parameters<SandboxExchange['book']>[0];

/** What was found of the stored books of one instrument. */
export interface ComparedBooks {
  readonly snapshots: number;
  readonly levels: number;
  /** Those that are not the exchange's: nothing, when all is right. */
  readonly wrong: readonly string[];
}

/**
 * Compares every stored book of an instrument, all levels, digit for digit, with what the exchange's was at its update id.
 * @param staleMs how old the books of its snapshots may be
 */
export async function compareWithTruth(
  databaseUrl: string,
  sandbox: SandboxExchange,
  { id, market, exchangeSymbol }: CatalogueEntry,
  staleMs: number = 0,
): Promise<ComparedBooks> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<BookRow>(SELECT, [id]);
    const wrong: string[] = [];
    const seen = new Set<string>();
    let levels = 0;
    for (const row of rows) {
      const truth = sandbox.book(market as SandboxMarket, exchangeSymbol, {
        updateId: Number(row.last_update_id),
      });
      for (const side of ['bids', 'asks'] as const) {
        const stored = `${row[`${side}_prices`]} ${row[`${side}_sizes`]}`;
        levels += truth[side].length;
        if (stored !== `${arrayOf(truth[side], 0)} ${arrayOf(truth[side], 1)}`)
          wrong.push(`the ${side} of ${row.last_update_id} differ`);
      }
      if (seen.has(row.last_update_id)) wrong.push(`${row.last_update_id} is stored twice`);
      seen.add(row.last_update_id);
      // The futures tell when the change was made, some milliseconds before they sent it; of a stale snapshot, that of now.
      const ahead = row.exchange_ts === null ? 0 : Number(row.exchange_ts) - truth.time;
      if (ahead < -100 || ahead > 100 + staleMs)
        wrong.push(`${row.last_update_id} is of ${truth.time}, not ${row.exchange_ts}`);
    }
    return { snapshots: rows.length, levels, wrong };
  } finally {
    await client.end();
  }
}

interface BookRow {
  readonly last_update_id: string;
  readonly exchange_ts: string | null;
  readonly bids_prices: string;
  readonly bids_sizes: string;
  readonly asks_prices: string;
  readonly asks_sizes: string;
}

const SELECT = `SELECT last_update_id::text, (extract(epoch FROM exchange_ts) * 1000)::bigint::text AS exchange_ts,
    ${['bid', 'ask'].flatMap((side) => [column(side, 'prices'), column(side, 'sizes')]).join(', ')}
  FROM order_book_snapshots WHERE symbol_id = $1 ORDER BY retrieved_at`;

function column(side: string, what: string): string {
  return `ARRAY(SELECT trim_scale(value) FROM unnest(${side}_${what}) WITH ORDINALITY AS level (value, rank) ORDER BY rank)::text AS ${side}s_${what}`;
}

function arrayOf(levels: readonly (readonly [string, string])[], index: 0 | 1): string {
  return `{${levels.map((level) => trimmed(level[index])).join(',')}}`;
}

/** Without zeros at the end of a fraction. */
function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
