import {
  type ClassifiedInstrument,
  multiplyDecimalText,
  positiveDecimal,
  Unclassifiable,
  underlyingOf,
} from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { factsIn, textIn } from './listed-row.ts';

/** What contracts of the USD-margined family settle in, as some pages write it: USD and stablecoins that count as it. */
const USD_FAMILY = 'USDⓈ';

/**
 * Classifies a perpetual (`SWAP`) or a future. Its family names base and quote, `settleCcy` what it settles in: a linear and
 * an inverse contract of one base and quote, and those of the USD-margined family (`BTC-USD_UM-SWAP`), differ in nothing else.
 * Perpetual-style futures (`BTC-USD_UM_XPERP-310404`) are futures: they are delivered on their day.
 * https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments
 * @throws {Unclassifiable} when the row does not settle what it is
 */
export function classifyContract(row: JsonReader): ClassifiedInstrument {
  const facts = factsIn(row);
  const kind = textIn(row, 'ctType');
  if (kind === '' && facts.status === 'pending')
    throw new Unclassifiable('announced, and its terms are not told');
  const isInverse = kind === 'inverse';
  if (!isInverse && kind !== 'linear') {
    throw new Unclassifiable(`neither a linear nor an inverse contract: ctType is ${JSON.stringify(kind)}`);
  }
  const { base, quote } = pairIn(row);
  const settleCcy = textIn(row, 'settleCcy');
  const settle = settleCcy === USD_FAMILY ? 'USD' : settleCcy;
  if (settle === '' || isInverse !== (settle === base)) {
    const what = isInverse ? 'an inverse' : 'a linear';
    throw new Unclassifiable(
      `${what} contract on ${base}, and it settles in ${settle === '' ? 'nothing' : settle}`,
    );
  }
  const symbol = symbolOf(row, { base, quote, settle });
  return {
    ...facts,
    symbol,
    contractSize: contractSizeIn(row, isInverse ? quote : base),
    underlying: underlyingOf(symbol.base),
  };
}

/**
 * Base and quote stand in the family, `BTC-USD_UM_XPERP`, before the kind of it. Rows from before there were families have
 * the underlying, `BTC-USD`: else the same, but for contracts that are settled by the index of another pair.
 */
function pairIn(row: JsonReader): { readonly base: string; readonly quote: string } {
  const [family, underlying] = [textIn(row, 'instFamily'), textIn(row, 'uly')];
  const [name, told] = family === '' ? ['underlying', underlying] : ['family', family];
  const [base = '', quote = '', ...more] = told.split('-');
  const [quoteAsset = ''] = name === 'family' ? quote.split('_') : [quote];
  if (base !== '' && quoteAsset !== '' && more.length === 0) return { base, quote: quoteAsset };
  throw new Unclassifiable(`no base and quote in the ${name} ${JSON.stringify(told)}`);
}

/**
 * The day of a future is that in its name, which stays when a contract is taken offline before; `expTime` tells when it
 * ends.
 */
function symbolOf(
  row: JsonReader,
  assets: { readonly base: string; readonly quote: string; readonly settle: string },
): SymbolRepresentation {
  if (textIn(row, 'instType') === 'SWAP') return SymbolRepresentation.of({ ...assets, type: 'PERP' });
  const day = /-(\d{6})$/.exec(textIn(row, 'instId'))?.[1];
  if (day === undefined) throw new Unclassifiable('a future without a day in its name');
  if (textIn(row, 'expTime') === '') throw new Unclassifiable('a future that does not tell when it expires');
  const { base, quote, settle } = assets;
  return SymbolRepresentation.parse(`${base}-${quote}-FUTURE_${day}:${settle}`);
}

/**
 * A contract is worth `ctVal` × `ctMult` of `ctValCcy`: base for linear contracts, quote for inverse ones. Null where it
 * is worth something else.
 */
function contractSizeIn(row: JsonReader, countedIn: string): string | null {
  const value = positiveDecimal(row.optional('ctVal'));
  const multiplier = positiveDecimal(row.optional('ctMult'));
  if (value === null || textIn(row, 'ctValCcy') !== countedIn) return null;
  return multiplier === null ? null : multiplyDecimalText(value, multiplier);
}
