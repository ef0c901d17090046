import type { Market } from '../market.ts';
import { futuresInstrument, NEVER_DELIVERED } from './futures-instrument.ts';
import type { SandboxInstrument } from './instrument.ts';
import { numberLayout } from './number-layout.ts';

const SPOT_QUOTES = ['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD', 'BTC', 'ETH', 'BNB', 'EUR', 'TRY', 'BRL'];

/** What recorded rows or books tell of an instrument that no catalogue has. */
export interface InstrumentEvidence {
  readonly market: Market;
  readonly symbol: string;
  /** The first recorded candle, or the time of the book, epoch ms. */
  readonly firstKline: number;
  /** The most decimals that its prices and sizes are recorded with, trailing zeros left out. */
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
}

/** The instruments that all evidence together tells of, one for each market and symbol. */
export function inferredInstruments(evidence: readonly InstrumentEvidence[]): SandboxInstrument[] {
  const merged = new Map<string, InstrumentEvidence>();
  for (const each of evidence) {
    const key = `${each.market}/${each.symbol}`;
    const other = merged.get(key) ?? each;
    merged.set(key, {
      ...each,
      firstKline: Math.min(each.firstKline, other.firstKline),
      priceDecimals: Math.max(each.priceDecimals, other.priceDecimals),
      sizeDecimals: Math.max(each.sizeDecimals, other.sizeDecimals),
    });
  }
  return [...merged.values()].map(inferredInstrument);
}

/** A listing for an instrument known only from recordings: assets from its symbol, steps from its numbers. */
function inferredInstrument(evidence: InstrumentEvidence): SandboxInstrument {
  const { market, symbol, firstKline, priceDecimals, sizeDecimals } = evidence;
  const [pair, suffix] = splitOnce(symbol);
  const { base, quote } = assetsOf(market, pair);
  const tickSize = stepOf(priceDecimals, market === 'spot');
  const stepSize = market === 'coinm' ? '1' : stepOf(sizeDecimals, market === 'spot');
  const trading = { price: 10_000 * 10 ** -priceDecimals, turnover: 10_000, volatility: 0.0006, quiet: 0 };
  if (market === 'spot') {
    return {
      market,
      symbol,
      baseAsset: base,
      quoteAsset: quote,
      tickSize,
      stepSize,
      status: () => 'TRADING',
      firstKline,
      endOfKlines: null,
      listedUntil: null,
      listing: {},
      contractSize: null,
      trading,
      layout: numberLayout(market, { tickSize, stepSize }),
    };
  }
  const dated = /^\d{6}$/.test(suffix);
  const instrument = futuresInstrument({
    market,
    symbol,
    base,
    quote,
    tickSize,
    stepSize,
    pricePrecision: priceDecimals,
    quantityPrecision: market === 'coinm' ? 0 : sizeDecimals,
    price: trading.price,
    turnover: trading.turnover,
    onboardDate: firstKline,
    contractType: dated ? 'CURRENT_QUARTER' : 'PERPETUAL',
    deliveryDate: dated ? deliveryOf(suffix) : NEVER_DELIVERED,
    ...(market === 'coinm' ? { contractSize: base === 'BTC' ? 100 : 10 } : {}),
  });
  // What is recorded is served whatever the clock says.
  return { ...instrument, status: () => 'TRADING', endOfKlines: null, listedUntil: null };
}

function splitOnce(symbol: string): [string, string] {
  const at = symbol.indexOf('_');
  return at < 0 ? [symbol, ''] : [symbol.slice(0, at), symbol.slice(at + 1)];
}

function assetsOf(market: Market, pair: string): { base: string; quote: string } {
  const quotes = market === 'coinm' ? ['USD'] : SPOT_QUOTES;
  const quote = quotes.find((each) => pair.endsWith(each) && pair.length > each.length) ?? pair.slice(-3);
  return { base: pair.slice(0, -quote.length), quote };
}

function stepOf(decimals: number, padded: boolean): string {
  const step = decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
  if (!padded) return step;
  return decimals === 0 ? '1.00000000' : step.padEnd(10, '0');
}

function deliveryOf(suffix: string): number {
  return Date.UTC(
    2000 + Number(suffix.slice(0, 2)),
    Number(suffix.slice(2, 4)) - 1,
    Number(suffix.slice(4, 6)),
    8,
  );
}
