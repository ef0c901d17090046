/** A candle as a simulated exchange has it. Decimals are text; volumes count what the exchange's cells say. */
export interface SimulatedCandle {
  /** Epoch ms. */
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly tradeCount: string;
  readonly takerBuyVolume: string;
  readonly takerBuyQuoteVolume: string;
}

/** Which candles there are. */
export interface CandleFacts {
  /** The exchange's name of the instrument. */
  readonly exchangeSymbol: string;
  /** Whether volumes count contracts and are whole. */
  readonly contracts: boolean;
  /** The first trade, epoch ms. */
  readonly listedAt: number;
  /** When nothing could be traded, ascending and apart. */
  readonly outages: readonly { readonly start: number; readonly end: number }[];
  /** Whether intervals without a trade are `sent`, or `omitted`. */
  readonly quietIntervals: 'sent' | 'omitted';
}
