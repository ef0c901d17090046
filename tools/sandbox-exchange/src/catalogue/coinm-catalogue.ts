import { futuresInstrument } from './futures-instrument.ts';
import type { SandboxInstrument } from './instrument.ts';
import { quarterlyDeliveries } from './quarters.ts';

/** COIN-M perpetuals by: base, tick, its decimals, USD of a contract, price, usual turnover of a minute, onboard date. */
const PERPETUALS: readonly (readonly [string, string, number, number, number, number, string])[] = [
  ['BTC', '0.1', 1, 100, 65_000, 400_000, '2020-08-10T07:00Z'],
  ['ETH', '0.01', 2, 10, 3_000, 200_000, '2020-08-14T07:00Z'],
  ['LINK', '0.001', 3, 10, 14, 20_000, '2020-08-19T07:00Z'],
];

/** The COIN-M catalogue at `now`; the quarterly futures depend on it. */
export function coinmCatalogue(now: number): SandboxInstrument[] {
  const terms = PERPETUALS.map(
    ([base, tickSize, pricePrecision, contractSize, price, turnover, onboard]) => ({
      market: 'coinm' as const,
      base,
      quote: 'USD',
      tickSize,
      pricePrecision,
      contractSize,
      price,
      turnover,
      onboardDate: Date.parse(onboard),
    }),
  );
  const perpetuals = terms.map((each) => futuresInstrument({ ...each, symbol: `${each.base}USD_PERP` }));
  const delivering = futuresInstrument({
    market: 'coinm',
    base: 'GALA',
    quote: 'USD',
    symbol: 'GALAUSD_PERP',
    tickSize: '0.00001',
    pricePrecision: 5,
    contractSize: 10,
    price: 0.016,
    turnover: 4_000,
    onboardDate: Date.parse('2021-12-01T07:00Z'),
    endOfKlines: Date.parse('2025-08-07T09:00Z'),
    contractType: 'PERPETUAL DELIVERING',
    endedStatus: 'DELIVERING',
  });
  const quarterly = quarterlyDeliveries(now).flatMap(({ deliveryDate, onboardDate, suffix }, index) =>
    terms.slice(0, 2).map((each) =>
      futuresInstrument({
        ...each,
        symbol: `${each.base}USD_${suffix}`,
        contractType: index === 0 ? 'CURRENT_QUARTER' : 'NEXT_QUARTER',
        turnover: each.turnover / 10,
        onboardDate,
        deliveryDate,
      }),
    ),
  );
  return [...perpetuals, delivering, ...quarterly];
}
