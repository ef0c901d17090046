import { type ClassifiedInstrument, Unclassifiable, underlyingOf } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { factsIn, textIn } from './listed-row.ts';

/**
 * Classifies a spot pair. Some that are only announced have no currencies yet; then their name, `BASE-QUOTE`, tells.
 * @throws {Unclassifiable} when neither does
 */
export function classifySpotPair(row: JsonReader): ClassifiedInstrument {
  const facts = factsIn(row);
  const named = facts.exchangeSymbol.split('-');
  const [base, quote] = [textIn(row, 'baseCcy'), textIn(row, 'quoteCcy')];
  const told = base !== '' && quote !== '';
  if (!told && named.length !== 2) {
    throw new Unclassifiable('a pair without its currencies, and its name does not tell them');
  }
  const [baseAsset = '', quoteAsset = ''] = told ? [base, quote] : named;
  const symbol = SymbolRepresentation.of({ base: baseAsset, quote: quoteAsset, type: 'SPOT' });
  return { ...facts, symbol, underlying: underlyingOf(symbol.base) };
}
