import { DAY_MS } from '../intervals.ts';
import { futuresInstrument, type FuturesSpecification } from './futures-instrument.ts';
import type { SandboxInstrument } from './instrument.ts';
import { quarterlyDeliveries } from './quarters.ts';

type Row = readonly [string, string, string, string, number, number, number, number, string];

/** Perpetuals by: base, quote, tick, step, precisions of price and quantity, price, turnover of a minute, onboard date. */
const PERPETUALS: readonly Row[] = [
  ['LINK', 'USDT', '0.001', '0.01', 3, 2, 14, 220_000, '2020-01-17T08:00Z'],
  ['BNB', 'USDT', '0.010', '0.01', 3, 2, 580, 300_000, '2020-02-10T08:00Z'],
  ['SOL', 'USDT', '0.0100', '0.01', 4, 2, 150, 900_000, '2020-09-14T07:00Z'],
  ['XRP', 'USDT', '0.0001', '0.1', 4, 1, 0.6, 500_000, '2020-01-06T08:00Z'],
  ['1000PEPE', 'USDT', '0.0000001', '1', 7, 0, 0.011, 250_000, '2023-05-05T16:00Z'],
  ['1000SHIB', 'USDT', '0.000001', '1', 6, 0, 0.014, 90_000, '2021-05-10T11:00Z'],
  ['币安人生', 'USDT', '0.00001', '1', 5, 0, 0.2, 30_000, '2025-10-08T08:00Z'],
  ['BTC', 'USDC', '0.1', '0.001', 1, 3, 65_000, 400_000, '2024-01-03T10:00Z'],
];

const early = (base: string, price: number, turnover: number, tickSize: string, firstKline: string) => ({
  base,
  quote: 'USDT',
  tickSize,
  stepSize: '0.001',
  pricePrecision: 2,
  quantityPrecision: 3,
  price,
  turnover,
  // The first contracts were listed before the exchange's records of it begin.
  onboardDate: Date.parse('2019-09-25T08:00Z'),
  firstKline: Date.parse(firstKline),
});

const SPECIAL: readonly Omit<FuturesSpecification, 'market'>[] = [
  early('BTC', 65_000, 6_000_000, '0.10', '2019-09-08T17:57Z'),
  early('ETH', 3_000, 4_000_000, '0.01', '2019-11-27T07:45Z'),
  {
    ...traditional('XAU', '0.01', 4_100, '2025-12-11T15:15Z'),
    underlyingType: 'COMMODITY',
  },
  {
    ...traditional('TSLA', '0.01', 440, '2026-01-28T14:30Z'),
    underlyingType: 'EQUITY',
  },
  {
    ...early('BTCDOM', 4_800, 15_000, '0.1', '2021-06-18T07:00Z'),
    onboardDate: Date.parse('2021-06-18T07:00Z'),
    pricePrecision: 1,
    underlyingType: 'INDEX',
    underlyingSubType: ['Index'],
  },
  {
    ...early('SC', 0.004, 4_000, '0.0000010', '2023-09-28T12:30Z'),
    onboardDate: Date.parse('2023-09-28T12:30Z'),
    pricePrecision: 7,
    quantityPrecision: 0,
    stepSize: '1',
    endOfKlines: Date.parse('2024-12-02T09:00Z'),
    endedStatus: 'SETTLING',
  },
  {
    ...early('BTC', 1, 3_000, '0.0001', '2024-06-03T00:00Z'),
    symbol: 'BTCUSDT_UPDOWN',
    onboardDate: Date.parse('2024-06-03T00:00Z'),
    pricePrecision: 4,
    quantityPrecision: 0,
    stepSize: '1',
    contractType: 'SANDBOX_UPDOWN',
  },
];

function traditional(base: string, tickSize: string, price: number, onboardDate: string) {
  return {
    base,
    quote: 'USDT',
    tickSize,
    stepSize: '0.001',
    pricePrecision: 2,
    quantityPrecision: 3,
    price,
    turnover: 80_000,
    onboardDate: Date.parse(onboardDate),
    contractType: 'TRADIFI_PERPETUAL',
    underlyingSubType: ['TradFi'],
  };
}

/** The USD-M catalogue at `now`, of a sandbox started at `startedAt`; the quarterly futures depend on `now`. */
export function usdmCatalogue(startedAt: number, now: number): SandboxInstrument[] {
  const perpetuals = PERPETUALS.map(
    ([base, quote, tickSize, stepSize, pricePrecision, quantityPrecision, price, turnover, onboard]) => ({
      base,
      quote,
      tickSize,
      stepSize,
      pricePrecision,
      quantityPrecision,
      price,
      turnover,
      onboardDate: Date.parse(onboard),
    }),
  );
  const pending = {
    ...early('SOON', 0.4, 5_000, '0.0001', '2026-01-01T00:00Z'),
    pricePrecision: 4,
    quantityPrecision: 0,
    stepSize: '1',
    onboardDate: (Math.floor(startedAt / DAY_MS) + 3) * DAY_MS,
    firstKline: (Math.floor(startedAt / DAY_MS) + 3) * DAY_MS,
  };
  const quarterly = quarterlyDeliveries(now).flatMap(({ deliveryDate, onboardDate, suffix }, index) =>
    [early('BTC', 65_400, 60_000, '0.1', ''), early('ETH', 3_020, 40_000, '0.01', '')].map(
      (terms, asset) => ({
        ...terms,
        symbol: `${terms.base}USDT_${suffix}`,
        contractType: index === 0 ? 'CURRENT_QUARTER' : 'NEXT_QUARTER',
        pricePrecision: asset === 0 ? 1 : 2,
        deliveryDate,
        onboardDate,
        firstKline: onboardDate,
      }),
    ),
  );
  return [...SPECIAL, ...perpetuals, pending, ...quarterly].map((terms) =>
    futuresInstrument({ market: 'usdm', ...terms }),
  );
}
