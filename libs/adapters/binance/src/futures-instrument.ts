import { underlyingOf } from '@marketloom/adapter-kit';
import { type Instrument, printTime } from '@marketloom/exchange';
import { parseExpiryDate, printExpiryDate, SymbolRepresentation } from '@marketloom/symbol';
import { type ContractKind, contractKind, deliveryTime } from './contract-types.ts';
import { type FuturesRow, positive, readFuturesRow, stepOf, Unclassifiable } from './listing-row.ts';
import { futuresStatus } from './statuses.ts';

/**
 * A contract of the USD-M or COIN-M listing. A linear (USD-M) contract is one unit of its base; an inverse (COIN-M) one
 * is `contractSize` units of its quote.
 * @throws {Unclassifiable} with the reason
 * @throws {InvalidSymbolError} when its assets make no symbol
 */
export function futuresInstrument(raw: unknown, market: 'usdm' | 'coinm'): Instrument {
  const row = readFuturesRow(raw);
  const statusText = row.status ?? row.contractStatus;
  if (statusText === undefined) throw new Unclassifiable('neither status nor contractStatus is there');
  const status = futuresStatus(statusText);
  if (status === null) throw new Unclassifiable(`unknown status ${JSON.stringify(statusText)}`);
  const isUntyped = isUntypedPerpetual(row, market);
  const type = isUntyped ? 'PERP' : kindOf(row);
  const expiresAt = expiryOf(row, type);
  const symbol = SymbolRepresentation.of({
    base: row.baseAsset,
    quote: row.quoteAsset,
    type,
    settle: isUntyped ? row.quoteAsset : settleOf(row),
    expiresAt: type === 'FUTURE' ? (expiresAt ?? undefined) : undefined,
  });
  const underlying = underlyingOf(symbol.base);
  return {
    exchange: 'binance',
    market,
    exchangeSymbol: row.symbol,
    symbol,
    baseAsset: symbol.base,
    quoteAsset: symbol.quote,
    settleAsset: symbol.settle,
    type,
    status,
    tickSize: stepOf(row.filters, 'PRICE_FILTER'),
    lotSize: stepOf(row.filters, 'LOT_SIZE'),
    contractSize: contractSizeOf(row, market),
    underlyingAsset: underlying.asset,
    baseMultiplier: underlying.multiplier,
    expiresAt,
    listedAt: row.onboardDate || null,
    raw,
  };
}

/**
 * Until the middle of 2020 the USD-M market had perpetual contracts only, and its rows told neither their kind nor what
 * they settle in: https://github.com/coingecko/cryptoexchange has its listing of 12 June 2020, beside one of the COIN-M
 * market that does.
 */
function isUntypedPerpetual(row: FuturesRow, market: 'usdm' | 'coinm'): boolean {
  const { contractType, marginAsset, deliveryDate } = row;
  const toldNothing = contractType === undefined && marginAsset === undefined && deliveryDate === undefined;
  return market === 'usdm' && toldNothing && row.symbol === `${row.baseAsset}${row.quoteAsset}`;
}

function settleOf({ marginAsset }: FuturesRow): string {
  if (marginAsset === undefined) throw new Unclassifiable('marginAsset: missing');
  return marginAsset;
}

function contractSizeOf(row: FuturesRow, market: 'usdm' | 'coinm'): string | null {
  if (row.contractSize !== null && row.contractSize !== undefined)
    return positive(row.contractSize, 'contractSize');
  return market === 'usdm' ? '1' : null;
}

/** The day in a contract's name (`BTCUSDT_210625`), as it stands there; null when there is none. */
const dayInName = (name: string): string | null => /_(\d{6})$/.exec(name)?.[1] ?? null;

/**
 * Contracts that were announced but never opened are listed with an empty `contractType`. Their kind is certain where
 * name and delivery date, each by itself, say the same.
 */
function kindOf(row: FuturesRow): ContractKind {
  if (row.contractType) {
    const kind = contractKind(row.contractType);
    if (kind === null) throw new Unclassifiable(`unknown contractType ${JSON.stringify(row.contractType)}`);
    return kind;
  }
  const delivered = deliveryTime(row.deliveryDate);
  const day = dayInName(row.symbol);
  if (delivered !== null && day === printExpiryDate(delivered)) return 'FUTURE';
  const pair = row.pair ?? `${row.baseAsset}${row.quoteAsset}`;
  const named = row.symbol === pair || row.symbol === `${pair}_PERP`;
  if (row.deliveryDate && delivered === null && named) return 'PERP';
  throw new Unclassifiable('contractType is empty, and name and deliveryDate do not settle what it is');
}

/**
 * When the contract expires. A perpetual one does only when it is being delisted: until then its `deliveryDate` is in
 * the year 2100.
 */
function expiryOf(row: FuturesRow, type: ContractKind): number | null {
  const delivered = deliveryTime(row.deliveryDate);
  const day = dayInName(row.symbol);
  if (type === 'PERP') {
    if (day !== null) throw new Unclassifiable(`a perpetual contract whose name ends with the day ${day}`);
    return delivered;
  }
  if (delivered === null)
    throw new Unclassifiable(`a contract with delivery, but deliveryDate is ${row.deliveryDate}`);
  if (day !== null && parseExpiryDate(day) !== parseExpiryDate(printExpiryDate(delivered))) {
    throw new Unclassifiable(
      `the name ends with the day ${day}, but deliveryDate is ${printTime(delivered)}`,
    );
  }
  return delivered;
}
