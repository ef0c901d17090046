import type { InstrumentListing } from '@marketloom/exchange';
import type { Session } from '../connection/connection.ts';
import { acceptInstruments, instrumentKey } from './accept-instruments.ts';
import { type CatalogueRow, entryOf, PLAIN_COLUMNS } from './catalogue-row.ts';
import { diffListing, isDelisting, isRelisting, type KnownInstrument, type Pair } from './diff-listing.ts';
import { SuspiciousListingError } from './suspicious-listing-error.ts';
import type { CatalogueEntry, SymbolDiff } from './symbol-store.ts';
import { delistInstruments, insertInstruments, updateInstruments } from './write-catalogue.ts';

/** Brings the catalogue up to date with a listing. Runs in a transaction. */
export async function syncListing(
  session: Session,
  listing: InstrumentListing,
  operation: string,
): Promise<SymbolDiff> {
  const { exchange, markets, retrievedAt, collisions } = listing;
  const { accepted, quarantined } = acceptInstruments(listing);
  // Each sync compares with what the one before has left.
  await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))', [
    `marketloom symbols ${exchange}`,
  ]);
  const { rows } = await session.query<CatalogueRow>(
    `SELECT ${PLAIN_COLUMNS} FROM symbols
     WHERE exchange = $1 AND market IN (SELECT value FROM jsonb_array_elements_text($2::text::jsonb))`,
    [exchange, JSON.stringify(markets)],
  );
  const spared = new Set(
    quarantined.map(({ market, exchangeSymbol }) =>
      instrumentKey({ market, exchangeSymbol: exchangeSymbol ?? '' }),
    ),
  );
  const { added, present, absent } = diffListing(rows.map(entryOf), accepted, spared);
  refuseEmptyMarkets(
    markets.filter((market) => !accepted.some((instrument) => instrument.market === market)),
    absent,
    operation,
  );
  const inserted = await insertInstruments(session, exchange, added, retrievedAt);
  await updateInstruments(session, present, retrievedAt);
  const gone = await delistInstruments(session, absent, retrievedAt);
  const now = (pair: Pair): CatalogueEntry => entryNow(pair, retrievedAt);
  return {
    exchange,
    added: inserted.toSorted(bySymbol),
    changed: present
      .filter(({ changes }) => changes.length > 0)
      .map((pair) => ({ entry: now(pair), changes: pair.changes }))
      .toSorted((a, b) => bySymbol(a.entry, b.entry)),
    delisted: [...gone, ...present.filter(isDelisting).map(now)].toSorted(bySymbol),
    relisted: present.filter(isRelisting).map(now).toSorted(bySymbol),
    unchanged: present.filter((pair) => pair.changes.length === 0 && !isDelisting(pair) && !isRelisting(pair))
      .length,
    quarantined,
    collisions,
  };
}

function refuseEmptyMarkets(
  empty: readonly string[],
  absent: readonly KnownInstrument[],
  operation: string,
): void {
  const gone = absent.filter(({ market }) => empty.includes(market));
  if (gone.length === 0) return;
  throw new SuspiciousListingError([...new Set(gone.map(({ market }) => market))], gone.length, {
    operation,
  });
}

function entryNow({ known, instrument }: Pair, seenAt: number): CatalogueEntry {
  return {
    ...instrument,
    id: known.id,
    firstSeen: known.firstSeen,
    lastSeen: new Date(Math.max(known.lastSeen.getTime(), seenAt)),
    delistedAt: instrument.status === 'delisted' ? (known.delistedAt ?? new Date(seenAt)) : null,
  };
}

/** By symbol, then by market and native name; independent of the locale. */
function bySymbol(a: CatalogueEntry, b: CatalogueEntry): number {
  const order = (entry: CatalogueEntry): string =>
    `${entry.symbol}\n${entry.market}\n${entry.exchangeSymbol}`;
  return order(a) < order(b) ? -1 : 1;
}
