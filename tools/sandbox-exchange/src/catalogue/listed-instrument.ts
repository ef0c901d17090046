import { fraction, hashText } from '../hashing.ts';
import type { Market } from '../market.ts';
import type { SandboxInstrument } from './instrument.ts';
import { numberLayout } from './number-layout.ts';

/** What is read of a row of a handed-in exchangeInfo body. */
interface ListedRow {
  readonly symbol: string;
  readonly baseAsset?: string;
  readonly quoteAsset?: string;
  readonly status?: string;
  readonly contractStatus?: string;
  readonly onboardDate?: number;
  readonly contractSize?: number;
  readonly pricePrecision?: number;
  readonly quantityPrecision?: number;
  readonly filters?: readonly {
    readonly filterType: string;
    readonly tickSize?: string;
    readonly stepSize?: string;
  }[];
}

const EARLIEST = Date.UTC(2017, 7, 17, 4);

/** An instrument to trade in simulation for a row of a handed-in listing; null when the row has no steps. */
export function listedInstrument(market: Market, row: unknown): SandboxInstrument | null {
  const given = row as ListedRow;
  const tickSize = given.filters?.find((filter) => filter.filterType === 'PRICE_FILTER')?.tickSize;
  const stepSize = given.filters?.find((filter) => filter.filterType === 'LOT_SIZE')?.stepSize;
  if (!tickSize || !stepSize || typeof given.symbol !== 'string') return null;
  const { pricePrecision, quantityPrecision } = given;
  const precisions = {
    ...(pricePrecision === undefined ? {} : { pricePrecision }),
    ...(quantityPrecision === undefined ? {} : { quantityPrecision }),
  };
  const luck = fraction(hashText(given.symbol));
  return {
    market,
    symbol: given.symbol,
    baseAsset: given.baseAsset ?? '',
    quoteAsset: given.quoteAsset ?? '',
    tickSize,
    stepSize,
    status: () => given.status ?? given.contractStatus ?? 'TRADING',
    firstKline: given.onboardDate ?? EARLIEST,
    endOfKlines: null,
    listedUntil: null,
    listing: {},
    contractSize: market === 'coinm' ? (given.contractSize ?? 10) : null,
    trading: {
      price: Number(tickSize) * 10 ** (3.5 + 2 * luck),
      turnover: 20_000,
      volatility: 0.0006,
      quiet: 0,
    },
    layout: numberLayout(market, { tickSize, stepSize, ...precisions }),
  };
}
