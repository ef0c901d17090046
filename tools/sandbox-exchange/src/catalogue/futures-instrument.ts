import type { Market } from '../market.ts';
import type { SandboxInstrument } from './instrument.ts';
import { numberLayout } from './number-layout.ts';

/** Perpetual contracts are "delivered" in the year 2100. */
export const NEVER_DELIVERED = 4_133_404_800_000;

/** The terms of one simulated future. */
export interface FuturesSpecification {
  readonly market: Exclude<Market, 'spot'>;
  /** `BTCUSDT_261225`, `BTCUSD_PERP`; the pair itself when left out. */
  readonly symbol?: string;
  readonly base: string;
  readonly quote: string;
  readonly tickSize: string;
  readonly stepSize?: string;
  readonly pricePrecision: number;
  readonly quantityPrecision?: number;
  readonly price: number;
  readonly turnover: number;
  readonly onboardDate: number;
  /** The exchange's early contracts have candles from before their onboard date. */
  readonly firstKline?: number;
  readonly endOfKlines?: number;
  readonly deliveryDate?: number;
  readonly contractType?: string;
  /** The exchange's word for what no longer trades. */
  readonly endedStatus?: string;
  readonly contractSize?: number;
  readonly underlyingType?: string;
  readonly underlyingSubType?: readonly string[];
}

/** Makes a future from its terms. Before its onboard date it is pending; after its delivery the exchange drops it. */
export function futuresInstrument(given: FuturesSpecification): SandboxInstrument {
  const { market, base, quote, onboardDate, deliveryDate = NEVER_DELIVERED, endOfKlines = null } = given;
  const { tickSize, stepSize = '1', pricePrecision, quantityPrecision = 0, price, turnover } = given;
  const pair = `${base}${quote}`;
  const delivered = deliveryDate === NEVER_DELIVERED ? null : deliveryDate;
  const status = (now: number): string => {
    if (now < onboardDate) return 'PENDING_TRADING';
    return endOfKlines !== null && now >= endOfKlines ? (given.endedStatus ?? 'SETTLING') : 'TRADING';
  };
  return {
    market,
    symbol: given.symbol ?? pair,
    baseAsset: base,
    quoteAsset: quote,
    tickSize,
    stepSize,
    status,
    firstKline: given.firstKline ?? onboardDate,
    endOfKlines: endOfKlines ?? delivered,
    listedUntil: delivered,
    listing: {
      pair,
      contractType: given.contractType ?? 'PERPETUAL',
      deliveryDate,
      onboardDate,
      marginAsset: market === 'coinm' ? base : quote,
      pricePrecision,
      quantityPrecision,
      underlyingType: given.underlyingType ?? 'COIN',
      underlyingSubType: given.underlyingSubType ?? [],
    },
    contractSize: given.contractSize ?? null,
    trading: { price, turnover, volatility: 0.0006, quiet: turnover < 10_000 ? 0.02 : 0 },
    layout: numberLayout(market, { tickSize, stepSize, pricePrecision, quantityPrecision }),
  };
}
