import type { Instrument } from '@marketloom/exchange';
import type { Session } from '../connection/connection.ts';
import { instrumentKey } from './accept-instruments.ts';
import { CATALOGUE_COLUMNS, type CatalogueRow, entryOf } from './catalogue-row.ts';
import type { KnownInstrument, Pair } from './diff-listing.ts';
import { printRaw } from './raw-json.ts';
import type { CatalogueEntry } from './symbol-store.ts';

/** The columns that an instrument sets, with their types. */
const COLUMNS: Readonly<Record<string, string>> = {
  market: 'text',
  exchange_symbol: 'text',
  base_asset: 'text',
  quote_asset: 'text',
  settle_asset: 'text',
  instrument_type: 'text',
  symbol: 'text',
  status: 'text',
  tick_size: 'numeric',
  lot_size: 'numeric',
  contract_size: 'numeric',
  underlying_asset: 'text',
  base_multiplier: 'numeric',
  expires_at: 'timestamptz',
  listed_at: 'timestamptz',
};
const NAMES = Object.keys(COLUMNS);

/**
 * Rows from `fields`, an array of objects in JSON, and `raws`, their raw rows, a line of JSON each: much cheaper for the
 * server than one document of all, most of which the raw rows are.
 */
function rowsFrom(fields: string, raws: string): string {
  const record = NAMES.map((name) => `${name} ${COLUMNS[name]}`).join(', ');
  return `ROWS FROM (
    jsonb_to_recordset(${fields}::text::jsonb) AS (id integer, ${record}), string_to_table(${raws}::text, E'\\n')
  ) AS row (id, ${NAMES.join(', ')}, raw)`;
}

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** An instrument's fields; decimals as text, so that none becomes a float. */
function fieldsOf(instrument: Instrument, id: number | null): Record<string, string | number | null> {
  return {
    id,
    market: instrument.market,
    exchange_symbol: instrument.exchangeSymbol,
    base_asset: instrument.baseAsset,
    quote_asset: instrument.quoteAsset,
    settle_asset: instrument.settleAsset,
    instrument_type: instrument.type,
    symbol: instrument.symbol.toString(),
    status: instrument.status,
    tick_size: instrument.tickSize,
    lot_size: instrument.lotSize,
    contract_size: instrument.contractSize,
    underlying_asset: instrument.underlyingAsset,
    base_multiplier: instrument.baseMultiplier,
    expires_at: iso(instrument.expiresAt),
    listed_at: iso(instrument.listedAt),
  };
}

/** The raw rows, a line each: JSON has no line breaks of its own. */
function printRaws(instruments: readonly Instrument[]): string {
  return instruments.map(({ raw }) => printRaw(raw)).join('\n');
}

/** Adds instruments, in one statement; returns their entries. */
export async function insertInstruments(
  session: Session,
  exchange: string,
  instruments: readonly Instrument[],
  seenAt: number,
): Promise<CatalogueEntry[]> {
  if (instruments.length === 0) return [];
  const { rows } = await session.query<{ id: number; market: string; exchange_symbol: string }>(
    `INSERT INTO symbols (exchange, first_seen, last_seen, delisted_at, ${NAMES.join(', ')}, raw)
     SELECT $1::text, $2::timestamptz, $2::timestamptz, CASE status WHEN 'delisted' THEN $2::timestamptz END,
       ${NAMES.join(', ')}, raw::jsonb
     FROM ${rowsFrom('$3', '$4')}
     RETURNING id, market, exchange_symbol`,
    [
      exchange,
      iso(seenAt),
      JSON.stringify(instruments.map((instrument) => fieldsOf(instrument, null))),
      printRaws(instruments),
    ],
  );
  const ids = new Map(
    rows.map(({ id, market, exchange_symbol: exchangeSymbol }) => [
      instrumentKey({ market, exchangeSymbol }),
      id,
    ]),
  );
  const seen = new Date(seenAt);
  return instruments.map((instrument) => ({
    ...instrument,
    id: ids.get(instrumentKey(instrument)) as number,
    firstSeen: seen,
    lastSeen: seen,
    delistedAt: instrument.status === 'delisted' ? seen : null,
  }));
}

/** Brings known instruments up to date, in one statement. An equal raw row is not written again. */
export async function updateInstruments(
  session: Session,
  pairs: readonly Pair[],
  seenAt: number,
): Promise<void> {
  if (pairs.length === 0) return;
  await session.query(
    `UPDATE symbols SET ${NAMES.map((name) => `${name} = row.${name}`).join(', ')},
       raw = CASE WHEN symbols.raw = row.raw::jsonb THEN symbols.raw ELSE row.raw::jsonb END,
       last_seen = greatest(symbols.last_seen, $1::timestamptz),
       delisted_at = CASE row.status WHEN 'delisted' THEN coalesce(symbols.delisted_at, $1::timestamptz) END
     FROM ${rowsFrom('$2', '$3')}
     WHERE symbols.id = row.id`,
    [
      iso(seenAt),
      JSON.stringify(pairs.map(({ known, instrument }) => fieldsOf(instrument, known.id))),
      printRaws(pairs.map(({ instrument }) => instrument)),
    ],
  );
}

/** Marks instruments as delisted, in one statement; returns their entries. */
export async function delistInstruments(
  session: Session,
  absent: readonly KnownInstrument[],
  seenAt: number,
): Promise<CatalogueEntry[]> {
  if (absent.length === 0) return [];
  const { rows } = await session.query<CatalogueRow>(
    `UPDATE symbols SET status = 'delisted', delisted_at = $1::timestamptz
     WHERE id IN (SELECT value::integer FROM jsonb_array_elements_text($2::text::jsonb))
     RETURNING ${CATALOGUE_COLUMNS}`,
    [iso(seenAt), JSON.stringify(absent.map(({ id }) => id))],
  );
  return rows.map(entryOf);
}
