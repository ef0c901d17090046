import type { Instrument } from '@marketloom/exchange';
import type { Session } from '../connection/connection.ts';
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
  raw: 'jsonb',
};
const NAMES = Object.keys(COLUMNS);
const RECORD = NAMES.map((name) => `${name} ${COLUMNS[name]}`).join(', ');

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** A row as JSON; decimals as text, so that none becomes a float. */
function printRow(instrument: Instrument, id: number | null): string {
  const row = {
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
  return `${JSON.stringify(row).slice(0, -1)},"raw":${printRaw(instrument.raw)}}`;
}

/** Adds instruments, in one statement; returns their entries, in no certain order. */
export async function insertInstruments(
  session: Session,
  exchange: string,
  instruments: readonly Instrument[],
  seenAt: number,
): Promise<CatalogueEntry[]> {
  if (instruments.length === 0) return [];
  const { rows } = await session.query<CatalogueRow>(
    `INSERT INTO symbols (exchange, first_seen, last_seen, delisted_at, ${NAMES.join(', ')})
     SELECT $1::text, $2::timestamptz, $2::timestamptz, CASE status WHEN 'delisted' THEN $2::timestamptz END, ${NAMES.join(', ')}
     FROM jsonb_to_recordset($3::text::jsonb) AS row (${RECORD})
     ORDER BY market, exchange_symbol
     RETURNING ${CATALOGUE_COLUMNS}`,
    [exchange, iso(seenAt), `[${instruments.map((instrument) => printRow(instrument, null)).join(',')}]`],
  );
  return rows.map(entryOf);
}

/** Brings known instruments up to date, in one statement. An equal raw row is not written again. */
export async function updateInstruments(
  session: Session,
  pairs: readonly Pair[],
  seenAt: number,
): Promise<void> {
  if (pairs.length === 0) return;
  const assignments = NAMES.filter((name) => name !== 'raw').map((name) => `${name} = row.${name}`);
  await session.query(
    `UPDATE symbols SET ${assignments.join(', ')},
       raw = CASE WHEN symbols.raw = row.raw THEN symbols.raw ELSE row.raw END,
       last_seen = greatest(symbols.last_seen, $1::timestamptz),
       delisted_at = CASE row.status WHEN 'delisted' THEN coalesce(symbols.delisted_at, $1::timestamptz) END
     FROM jsonb_to_recordset($2::text::jsonb) AS row (id integer, ${RECORD})
     WHERE symbols.id = row.id`,
    [iso(seenAt), `[${pairs.map(({ known, instrument }) => printRow(instrument, known.id)).join(',')}]`],
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
