import { DAY_MS } from '../intervals.ts';
import type { SandboxInstrument } from './instrument.ts';
import { numberLayout } from './number-layout.ts';

/** Spot instruments by: base, quote, tick, step, price, usual turnover of a minute (in quote), first candle. */
const TRADING: readonly (readonly [string, string, string, string, number, number, string])[] = [
  ['BTC', 'USDT', '0.01000000', '0.00001000', 65_000, 1_200_000, '2017-08-17T04:00Z'],
  ['ETH', 'USDT', '0.01000000', '0.00010000', 3_000, 600_000, '2017-08-17T04:00Z'],
  ['LINK', 'USDT', '0.01000000', '0.01000000', 14, 40_000, '2019-01-16T10:00Z'],
  ['BNB', 'USDT', '0.01000000', '0.00100000', 580, 90_000, '2017-11-06T03:54Z'],
  ['SOL', 'USDT', '0.01000000', '0.00100000', 150, 200_000, '2020-08-11T06:00Z'],
  ['XRP', 'USDT', '0.00010000', '0.10000000', 0.6, 150_000, '2018-05-04T08:11Z'],
  ['DOGE', 'USDT', '0.00001000', '1.00000000', 0.15, 80_000, '2019-07-05T12:00Z'],
  ['PEPE', 'USDT', '0.00000001', '1.00000000', 0.000011, 60_000, '2023-05-05T16:00Z'],
  ['1000SATS', 'USDT', '0.00000010', '1.00000000', 0.00025, 8_000, '2023-12-12T12:00Z'],
  ['币安人生', 'USDT', '0.00010000', '0.10000000', 0.2, 9_000, '2026-01-07T14:00Z'],
  ['ETH', 'BTC', '0.00001000', '0.00010000', 0.045, 1.5, '2017-07-14T04:00Z'],
  ['BNB', 'BTC', '0.00000100', '0.00100000', 0.0092, 0.4, '2017-07-14T04:00Z'],
  ['BTC', 'USDC', '0.01000000', '0.00001000', 65_000, 70_000, '2018-12-15T03:00Z'],
  ['BTC', 'EUR', '0.01000000', '0.00001000', 60_000, 20_000, '2020-01-03T08:00Z'],
];

/** Spot instruments that nobody trades any more: base, quote, tick, step, price, first candle, end. */
const HALTED: readonly (readonly [string, string, string, string, number, string, string])[] = [
  ['LUNA', 'USDT', '0.00000010', '0.01000000', 6, '2020-08-21T10:00Z', '2022-05-13T00:40Z'],
  ['YOYO', 'BTC', '0.00000001', '1.00000000', 0.0000012, '2017-09-11T08:00Z', '2021-12-23T06:00Z'],
];

interface SpotSpecification {
  readonly base: string;
  readonly quote: string;
  readonly tickSize: string;
  readonly stepSize: string;
  readonly price: number;
  readonly turnover: number;
  readonly firstKline: number;
  readonly endOfKlines?: number;
}

/** The spot catalogue of a sandbox that was started at `startedAt`. */
export function spotCatalogue(startedAt: number): SandboxInstrument[] {
  const trading = TRADING.map(([base, quote, tickSize, stepSize, price, turnover, first]) =>
    spotInstrument({ base, quote, tickSize, stepSize, price, turnover, firstKline: Date.parse(first) }),
  );
  const halted = HALTED.map(([base, quote, tickSize, stepSize, price, first, end]) =>
    spotInstrument({
      base,
      quote,
      tickSize,
      stepSize,
      price,
      turnover: price * 100_000,
      firstKline: Date.parse(first),
      endOfKlines: Date.parse(end),
    }),
  );
  const pending = spotInstrument({
    base: 'SOON',
    quote: 'USDT',
    tickSize: '0.00010000',
    stepSize: '0.10000000',
    price: 0.4,
    turnover: 5_000,
    firstKline: (Math.floor(startedAt / DAY_MS) + 3) * DAY_MS,
  });
  return [...trading, ...halted, pending];
}

/** `count` further spot instruments, `SIM001USDT` and so on, for runs over many symbols. */
export function furtherSpotInstruments(count: number): SandboxInstrument[] {
  return Array.from({ length: count }, (_, index) =>
    spotInstrument({
      base: `SIM${String(index + 1).padStart(3, '0')}`,
      quote: 'USDT',
      tickSize: '0.00100000',
      stepSize: '0.01000000',
      price: 1 + (index % 97) * 3,
      turnover: 20_000,
      firstKline: Date.parse('2020-01-01T00:00Z'),
    }),
  );
}

function spotInstrument(given: SpotSpecification): SandboxInstrument {
  const { base, quote, tickSize, stepSize, price, turnover, firstKline, endOfKlines = null } = given;
  return {
    market: 'spot',
    symbol: `${base}${quote}`,
    baseAsset: base,
    quoteAsset: quote,
    tickSize,
    stepSize,
    status: (now) => {
      if (now < firstKline) return 'PRE_TRADING';
      return endOfKlines !== null && now >= endOfKlines ? 'BREAK' : 'TRADING';
    },
    firstKline,
    endOfKlines,
    listedUntil: null,
    listing: {},
    contractSize: null,
    trading: { price, turnover, volatility: 0.0006, quiet: quote === 'USDT' && turnover < 10_000 ? 0.02 : 0 },
    layout: numberLayout('spot', { tickSize, stepSize }),
  };
}
