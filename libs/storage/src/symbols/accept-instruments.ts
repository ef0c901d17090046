import {
  compareDecimalText,
  type Instrument,
  type InstrumentListing,
  isDecimalText,
  type QuarantinedInstrument,
} from '@marketloom/exchange';

/** The instruments of a listing that the catalogue can hold, and those that it cannot. */
export interface AcceptedInstruments {
  readonly accepted: readonly Instrument[];
  readonly quarantined: readonly QuarantinedInstrument[];
}

/** What an instrument is known by within its exchange. */
export function instrumentKey({
  market,
  exchangeSymbol,
}: Pick<Instrument, 'market' | 'exchangeSymbol'>): string {
  return JSON.stringify([market, exchangeSymbol]);
}

/** Parts off what the tables would refuse, so that one bad row does not stop the rest. */
export function acceptInstruments(listing: InstrumentListing): AcceptedInstruments {
  const accepted = new Map<string, Instrument>();
  const quarantined = [...listing.quarantined];
  for (const instrument of listing.instruments) {
    const key = instrumentKey(instrument);
    const reason = accepted.has(key)
      ? `${instrument.exchangeSymbol} is listed a second time in the ${instrument.market} market`
      : faultOf(instrument, listing);
    if (reason === null) accepted.set(key, instrument);
    else {
      const { exchange, market, exchangeSymbol, raw } = instrument;
      quarantined.push({ exchange, market, exchangeSymbol, reason, raw });
    }
  }
  return { accepted: [...accepted.values()], quarantined };
}

function faultOf(instrument: Instrument, listing: InstrumentListing): string | null {
  if (instrument.exchange !== listing.exchange) return `it is an instrument of ${instrument.exchange}`;
  if (!listing.markets.includes(instrument.market)) {
    return `the ${instrument.market} market is not among the listing's: ${listing.markets.join(', ')}`;
  }
  for (const field of [
    'exchangeSymbol',
    'baseAsset',
    'quoteAsset',
    'settleAsset',
    'underlyingAsset',
  ] as const) {
    const value = instrument[field];
    if (value === '' || value.includes('\0') || !value.isWellFormed())
      return `${field} is not a text that can be stored`;
  }
  for (const field of ['tickSize', 'lotSize', 'contractSize', 'baseMultiplier'] as const) {
    const value = instrument[field];
    if (value !== null && !isPositive(value))
      return `${field} ${JSON.stringify(value)} is not a positive decimal`;
  }
  for (const field of ['expiresAt', 'listedAt'] as const) {
    const value = instrument[field];
    if (value !== null && Number.isNaN(new Date(value).getTime())) return `${field} ${value} is not a time`;
  }
  return null;
}

function isPositive(text: string): boolean {
  return isDecimalText(text) && compareDecimalText(text, '0') > 0;
}
