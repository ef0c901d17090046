import { UnknownSymbolError } from '@marketloom/exchange';
import type { CatalogueEntry, Database } from '@marketloom/storage';
import type { InstrumentType } from '@marketloom/symbol';
import { SymbolRepresentation } from '@marketloom/symbol';
import { IngestionError } from './ingestion-error.ts';

/** Which instruments of one exchange are meant. */
export type InstrumentSelection =
  /** These symbols. Each means one instrument: the most representative that answers to it. */
  | { readonly symbols: readonly string[] }
  /** All that match, save the delisted. */
  | { readonly filter: InstrumentFilter }
  /** All that there are, save the delisted. */
  | { readonly all: true };

/** What instruments have in common. */
export interface InstrumentFilter {
  readonly base?: string | undefined;
  readonly quote?: string | undefined;
  readonly type?: InstrumentType | undefined;
  readonly market?: string | undefined;
}

/**
 * The catalogue's instruments of one exchange that a selection means, each once, in the order asked for.
 * @throws {IngestionError} when the catalogue holds nothing of the exchange, or nothing matches
 * @throws {UnknownSymbolError} naming the nearest symbols there are
 * @throws {InvalidSymbolError} when a symbol is none
 */
export async function selectInstruments(
  database: Pick<Database, 'symbols'>,
  exchange: string,
  selection: InstrumentSelection,
): Promise<CatalogueEntry[]> {
  const selected =
    'symbols' in selection
      ? await bySymbols(database, exchange, selection.symbols)
      : await byFilter(database, exchange, 'filter' in selection ? selection.filter : {});
  return [...new Map(selected.map((entry) => [entry.id, entry])).values()];
}

async function bySymbols(
  database: Pick<Database, 'symbols'>,
  exchange: string,
  symbols: readonly string[],
): Promise<CatalogueEntry[]> {
  const wanted = symbols.map((text) => SymbolRepresentation.parse(text));
  const found = await Promise.all(
    wanted.map((symbol) => database.symbols.resolve(symbol, { exchanges: [exchange] })),
  );
  const unknown = wanted.find((_, index) => found[index]?.length === 0);
  if (unknown !== undefined) await refuseUnknown(database, exchange, unknown.toString());
  return found.flat();
}

async function refuseUnknown(
  database: Pick<Database, 'symbols'>,
  exchange: string,
  symbol: string,
): Promise<never> {
  await refuseEmptyCatalogue(database, exchange);
  const suggestions = await database.symbols.suggest(symbol, exchange);
  throw new UnknownSymbolError({ exchange, operation: 'look up in the catalogue', symbol, suggestions });
}

async function byFilter(
  database: Pick<Database, 'symbols'>,
  exchange: string,
  filter: InstrumentFilter,
): Promise<CatalogueEntry[]> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const entries = await database.symbols.list({ exchange: [exchange], ...given });
  const listed = entries.filter((entry) => entry.status !== 'delisted');
  if (listed.length > 0) return listed;
  await refuseEmptyCatalogue(database, exchange);
  const said = Object.entries(given).map(([name, value]) => `${name} ${String(value)}`);
  throw new IngestionError(
    'nothingSelected',
    `${exchange}: no listed instrument in the catalogue has ${said.join(' and ') || 'any form'}; ` +
      `see what there is with: marketloom-symbols list --exchange ${exchange}`,
  );
}

async function refuseEmptyCatalogue(database: Pick<Database, 'symbols'>, exchange: string): Promise<void> {
  const entries = await database.symbols.list({ exchange: [exchange] });
  if (entries.length > 0) return;
  throw new IngestionError(
    'emptyCatalogue',
    `the catalogue holds no instrument of ${exchange} yet; fill it with: marketloom-symbols sync --exchange ${exchange}`,
  );
}
