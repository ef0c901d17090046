import type { SymbolRepresentation } from '@marketloom/symbol';
import type { Queryable } from '../connection/connection.ts';
import { CATALOGUE_COLUMNS, type CatalogueRow, entryOf } from './catalogue-row.ts';
import type { CatalogueEntry, LookupOptions, SymbolFilter } from './symbol-store.ts';

const FILTER_COLUMNS: Readonly<Record<keyof SymbolFilter, string>> = {
  exchange: 'exchange',
  market: 'market',
  base: 'base_asset',
  quote: 'quote_asset',
  type: 'instrument_type',
  status: 'status',
};

/** The instruments that fit, by exchange and symbol. */
export async function listSymbols(queryable: Queryable, filter: SymbolFilter): Promise<CatalogueEntry[]> {
  const values: string[] = [];
  const conditions = Object.entries(FILTER_COLUMNS).flatMap(([field, column]) => {
    const wanted = filter[field as keyof SymbolFilter];
    if (wanted === undefined) return [];
    values.push(JSON.stringify([wanted].flat()));
    return `${column} IN (SELECT value FROM jsonb_array_elements_text($${values.length}::text::jsonb))`;
  });
  const { rows } = await queryable.query<CatalogueRow>(
    `SELECT ${CATALOGUE_COLUMNS} FROM symbols ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
     ORDER BY exchange COLLATE "C", symbol COLLATE "C", market COLLATE "C", exchange_symbol COLLATE "C"`,
    values,
  );
  return rows.map(entryOf);
}

/** $1 is the symbol, $2 whether those that settle in something else answer to it too, $3 the exchanges or null. */
const ANSWERS = `(symbol = $1::text OR ($2::boolean AND starts_with(symbol, $1::text || ':')))
  AND ($3::text IS NULL OR exchange IN (SELECT value FROM jsonb_array_elements_text($3::text::jsonb)))`;

/** The one that prints just so, then the most representative, as `compareRepresentative` of @marketloom/exchange has it. */
const MOST_REPRESENTATIVE = `symbol <> $1::text,
  CASE status WHEN 'trading' THEN 0 WHEN 'delisted' THEN 2 ELSE 1 END,
  CASE settle_asset WHEN quote_asset THEN 0 WHEN base_asset THEN 2 ELSE 1 END,
  listed_at NULLS LAST,
  market COLLATE "C", exchange_symbol COLLATE "C", id`;

/** Every instrument that answers to a symbol, the most representative first. */
export async function matchSymbol(
  queryable: Queryable,
  symbol: SymbolRepresentation,
  options: LookupOptions,
): Promise<CatalogueEntry[]> {
  const { rows } = await queryable.query<CatalogueRow>(
    `SELECT ${CATALOGUE_COLUMNS} FROM symbols WHERE ${ANSWERS} ORDER BY ${MOST_REPRESENTATIVE}`,
    lookupValues(symbol, options),
  );
  return rows.map(entryOf);
}

/** The most representative instrument of each exchange that has one answering to a symbol, by exchange. */
export async function resolveSymbol(
  queryable: Queryable,
  symbol: SymbolRepresentation,
  options: LookupOptions,
): Promise<CatalogueEntry[]> {
  const { rows } = await queryable.query<CatalogueRow>(
    `SELECT DISTINCT ON (exchange COLLATE "C") ${CATALOGUE_COLUMNS} FROM symbols WHERE ${ANSWERS}
     ORDER BY exchange COLLATE "C", ${MOST_REPRESENTATIVE}`,
    lookupValues(symbol, options),
  );
  return rows.map(entryOf);
}

function lookupValues(symbol: SymbolRepresentation, { exchanges }: LookupOptions): unknown[] {
  return [
    symbol.toString(),
    symbol.settlement === 'linear',
    exchanges === undefined ? null : JSON.stringify(exchanges),
  ];
}

/** All symbols as printed, of one exchange or of all; either those that are listed or those that no longer are. */
export async function printedSymbols(
  queryable: Queryable,
  exchange: string | undefined,
  listed: boolean,
): Promise<string[]> {
  const { rows } = await queryable.query<{ symbol: string }>(
    `SELECT DISTINCT symbol FROM symbols WHERE ($1::text IS NULL OR exchange = $1::text) AND (status <> 'delisted') = $2::boolean`,
    [exchange ?? null, listed],
  );
  return rows.map(({ symbol }) => symbol);
}
