import { parseStep, printUnits } from '../decimal-step.ts';
import type { SandboxInstrument } from './instrument.ts';

/** The listing row of a future, in the shape of 2025; COIN-M calls the status `contractStatus` and tells a contract's size. */
export function futuresRow(instrument: SandboxInstrument, now: number): Record<string, unknown> {
  const { market, tickSize, stepSize } = instrument;
  const status = instrument.status(now);
  const own =
    market === 'coinm'
      ? { contractStatus: status, contractSize: instrument.contractSize, equalQtyPrecision: 4 }
      : { status, permissionSets: ['GRID', 'COPY'] };
  return {
    symbol: instrument.symbol,
    ...own,
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: instrument.baseAsset,
    quoteAsset: instrument.quoteAsset,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: '0.05',
    maxMoveOrderLimit: 10_000,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: times(tickSize, 50_000_000), tickSize },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: times(stepSize, 1_000_000), stepSize },
      { filterType: 'MARKET_LOT_SIZE', minQty: stepSize, maxQty: times(stepSize, 120_000), stepSize },
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: market === 'coinm' ? 20 : 10 },
      ...(market === 'coinm' ? [] : [{ filterType: 'MIN_NOTIONAL', notional: '5' }]),
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: '1.0500',
        multiplierDown: '0.9500',
        multiplierDecimal: '4',
      },
      ...(market === 'coinm' ? [] : [{ filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' }]),
    ],
    orderTypes: [
      'LIMIT',
      'MARKET',
      'STOP',
      'STOP_MARKET',
      'TAKE_PROFIT',
      'TAKE_PROFIT_MARKET',
      'TRAILING_STOP_MARKET',
    ],
    timeInForce: market === 'coinm' ? ['GTC', 'IOC', 'FOK', 'GTX'] : ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
    ...instrument.listing,
  };
}

function times(step: string, factor: number): string {
  const { units, decimals } = parseStep(step);
  const text = printUnits(BigInt(units) * BigInt(factor), decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
