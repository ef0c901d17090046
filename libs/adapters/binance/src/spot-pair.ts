import { type ClassifiedInstrument, statusOf, Unclassifiable, underlyingOf } from '@marketloom/adapter-kit';
import { SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { factsIn, nameIn } from './listed-row.ts';
import { SPOT_STATUSES } from './statuses.ts';

/**
 * Classifies a pair of the spot listing, which names no listing date.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 * @throws {Unclassifiable} when the row does not settle what it is
 */
export function classifySpotPair(row: JsonReader): ClassifiedInstrument {
  const contractType = row.optional('contractType');
  if (contractType !== null) {
    throw new Unclassifiable(
      `a contract among spot pairs: contractType ${JSON.stringify(contractType.value)}`,
    );
  }
  const symbol = SymbolRepresentation.of({
    base: nameIn(row, 'baseAsset'),
    quote: nameIn(row, 'quoteAsset'),
    type: 'SPOT',
  });
  return {
    ...factsIn(row),
    symbol,
    status: statusOf(row.field('status'), SPOT_STATUSES),
    underlying: underlyingOf(symbol.base),
  };
}
