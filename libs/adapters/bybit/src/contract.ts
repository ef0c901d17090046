import { type ClassifiedInstrument, Unclassifiable } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { bundleIn } from './bundled-base.ts';
import type { Category } from './categories.ts';
import { checkDayInName } from './contract-names.ts';
import { contractStatus } from './contract-status.ts';
import { stepIn } from './filters.ts';
import { settlementOf } from './settlement.ts';

/** What a `contractType` stands for: https://bybit-exchange.github.io/docs/v5/enum#contracttype */
const KINDS: Readonly<Record<string, { readonly category: Category; readonly type: 'PERP' | 'FUTURE' }>> = {
  LinearPerpetual: { category: 'linear', type: 'PERP' },
  LinearFutures: { category: 'linear', type: 'FUTURE' },
  InversePerpetual: { category: 'inverse', type: 'PERP' },
  InverseFutures: { category: 'inverse', type: 'FUTURE' },
};

/** How rows of the listing of a category are read. */
export function contractIn(category: Category): (row: JsonReader) => ClassifiedInstrument {
  return (row) => contract(row, category);
}

/**
 * A contract. A linear one is one unit of its base, an inverse one is one US dollar: the exchange counts no other.
 * Perpetual contracts have a delivery time once it is settled when they will be delisted, and 0 before.
 */
function contract(row: JsonReader, category: Category): ClassifiedInstrument {
  const exchangeSymbol = row.field('symbol').string();
  const type = typeOf(row.field('contractType').string(), category);
  const base = row.field('baseCoin').string();
  const quote = row.field('quoteCoin').string();
  const settle = settlementOf(row, { exchangeSymbol, base, quote, category });
  if ((settle === base) !== (category === 'inverse')) {
    throw new Unclassifiable(`of the category ${category}, but on ${base} and settled in ${settle}`);
  }
  const expiresAt = timeIn(row.optional('deliveryTime'));
  if (type === 'FUTURE' && expiresAt === null) throw new Unclassifiable('a future without a delivery time');
  checkDayInName(exchangeSymbol, type === 'FUTURE' ? expiresAt : null);
  const symbol = SymbolRepresentation.of({
    base,
    quote,
    settle,
    type,
    expiresAt: type === 'FUTURE' ? (expiresAt ?? undefined) : undefined,
  });
  return {
    exchangeSymbol,
    symbol,
    status: contractStatus(row),
    tickSize: stepIn(row, 'priceFilter', 'tickSize'),
    lotSize: stepIn(row, 'lotSizeFilter', 'qtyStep'),
    contractSize: '1',
    underlying: bundleIn(symbol.base),
    expiresAt,
    listedAt: timeIn(row.optional('launchTime')),
  };
}

function typeOf(contractType: string, category: Category): 'PERP' | 'FUTURE' {
  const kind = Object.hasOwn(KINDS, contractType) ? KINDS[contractType] : undefined;
  if (kind === undefined) throw new Unclassifiable(`unknown contractType ${JSON.stringify(contractType)}`);
  if (kind.category === category) return kind.type;
  throw new Unclassifiable(`${contractType} in the listing of ${category} contracts`);
}

/** Epoch ms; null for what is not there, which is written as 0 or as an empty text. */
function timeIn(cell: JsonReader | null): number | null {
  return cell === null || cell.isNull || cell.value === '' ? null : cell.integer() || null;
}
