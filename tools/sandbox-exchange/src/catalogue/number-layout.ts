import { parseStep, writtenDecimals } from '../decimal-step.ts';
import type { Market } from '../market.ts';
import type { NumberLayout } from './instrument.ts';

/** What a market's listing says of an instrument's numbers. Precisions are futures' own; spot always writes 8 decimals. */
export interface NumberTerms {
  readonly tickSize: string;
  readonly stepSize: string;
  readonly pricePrecision?: number;
  readonly quantityPrecision?: number;
}

const MOST_DECIMALS = 8;

/** How the numbers of an instrument are written in candles and books. */
export function numberLayout(market: Market, terms: NumberTerms): NumberLayout {
  const price = parseStep(terms.tickSize);
  const size = parseStep(terms.stepSize);
  const exact = price.decimals + size.decimals;
  if (market === 'spot') {
    const turnover = { decimals: Math.min(exact, MOST_DECIMALS), written: MOST_DECIMALS };
    return {
      price: { ...price, written: MOST_DECIMALS },
      size: { ...size, written: MOST_DECIMALS },
      turnover,
    };
  }
  const pricesWritten = Math.max(price.decimals, terms.pricePrecision ?? writtenDecimals(terms.tickSize));
  const sizesWritten = Math.max(size.decimals, terms.quantityPrecision ?? 0);
  const written = market === 'coinm' ? MOST_DECIMALS : Math.min(pricesWritten + sizesWritten, MOST_DECIMALS);
  const decimals = market === 'coinm' ? MOST_DECIMALS : Math.min(exact, written);
  return {
    price: { ...price, written: pricesWritten },
    size: { ...size, written: sizesWritten },
    turnover: { decimals, written },
  };
}
