import {
  type ClassifiedInstrument,
  positiveDecimal,
  statusOf,
  Unclassifiable,
  underlyingOf,
} from '@marketloom/adapter-kit';
import { printTime } from '@marketloom/exchange';
import { parseExpiryDate, printExpiryDate, SymbolRepresentation } from '@marketloom/symbol';
import type { JsonReader } from '@marketloom/transport';
import { type ContractKind, contractKind, deliveryTime } from './contract-types.ts';
import { factsIn, nameIn, optionalIn, timeIn } from './listed-row.ts';
import { CONTRACT_STATUSES, statusAt } from './statuses.ts';

/**
 * Classifies a contract of the USD-M or COIN-M listing as it stands at `now`. A linear (USD-M) contract is one unit of its
 * base; an inverse (COIN-M) one is `contractSize` units of its quote.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Exchange-Information
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Exchange-Information
 * @throws {Unclassifiable} when the row does not settle what it is
 */
export function classifyContract(
  row: JsonReader,
  now: number,
  market: 'usdm' | 'coinm',
): ClassifiedInstrument {
  const statusCell = row.optional('status') ?? row.optional('contractStatus');
  if (statusCell === null) throw new Unclassifiable('neither status nor contractStatus is there');
  const status = statusOf(statusCell, CONTRACT_STATUSES);
  const facts = factsIn(row);
  const base = nameIn(row, 'baseAsset');
  const quote = nameIn(row, 'quoteAsset');
  const named = {
    name: facts.exchangeSymbol,
    pair: optionalIn(row, 'pair')?.string() ?? `${base}${quote}`,
    deliveryDate: timeIn(row, 'deliveryDate'),
  };
  const isUntyped = market === 'usdm' && named.name === `${base}${quote}` && isFromBeforeTypes(row);
  const type = isUntyped ? 'PERP' : kindOf(optionalIn(row, 'contractType')?.string() ?? '', named);
  const expiresAt = expiryOf(type, named);
  const symbol = SymbolRepresentation.of({
    base,
    quote,
    type,
    settle: isUntyped ? quote : nameIn(row, 'marginAsset'),
    expiresAt: type === 'FUTURE' ? (expiresAt ?? undefined) : undefined,
  });
  const contractSize = optionalIn(row, 'contractSize');
  const whole = market === 'usdm' ? '1' : null;
  return {
    ...facts,
    symbol,
    status: statusAt(now, status, expiresAt),
    contractSize: contractSize === null ? whole : positiveDecimal(contractSize),
    underlying: underlyingOf(symbol.base),
    expiresAt,
    listedAt: timeIn(row, 'onboardDate'),
  };
}

/**
 * Until the middle of 2020 the USD-M market had perpetual contracts only, and its rows told neither their kind nor what
 * they settle in: https://github.com/coingecko/cryptoexchange has its listing of 12 June 2020, beside one of the COIN-M
 * market that does.
 */
const isFromBeforeTypes = (row: JsonReader): boolean =>
  ['contractType', 'marginAsset', 'deliveryDate'].every((name) => row.optional(name) === null);

/** What says what a contract is, besides its `contractType`. */
interface NamedContract {
  readonly name: string;
  readonly pair: string;
  /** Epoch ms; null where there is none. */
  readonly deliveryDate: number | null;
}

/** The day in a contract's name (`BTCUSDT_210625`), as it stands there; null when there is none. */
const dayInName = (name: string): string | null => /_(\d{6})$/.exec(name)?.[1] ?? null;

/**
 * Contracts that were announced but never opened are listed with an empty `contractType`. Their kind is certain where
 * name and delivery date, each by itself, say the same.
 */
function kindOf(contractType: string, { name, pair, deliveryDate }: NamedContract): ContractKind {
  if (contractType !== '') {
    const kind = contractKind(contractType);
    if (kind === null) throw new Unclassifiable(`unknown contractType ${JSON.stringify(contractType)}`);
    return kind;
  }
  const delivered = deliveryTime(deliveryDate);
  if (delivered !== null && dayInName(name) === printExpiryDate(delivered)) return 'FUTURE';
  const named = name === pair || name === `${pair}_PERP`;
  if (deliveryDate && delivered === null && named) return 'PERP';
  throw new Unclassifiable('contractType is empty, and name and deliveryDate do not settle what it is');
}

/**
 * When the contract expires. A perpetual one does only when it is being delisted: until then its `deliveryDate` is in
 * the year 2100.
 */
function expiryOf(type: ContractKind, { name, deliveryDate }: NamedContract): number | null {
  const delivered = deliveryTime(deliveryDate);
  const day = dayInName(name);
  if (type === 'PERP') {
    if (day !== null) throw new Unclassifiable(`a perpetual contract whose name ends with the day ${day}`);
    return delivered;
  }
  if (delivered === null)
    throw new Unclassifiable(`a contract with delivery, but deliveryDate is ${deliveryDate}`);
  if (day !== null && parseExpiryDate(day) !== parseExpiryDate(printExpiryDate(delivered))) {
    throw new Unclassifiable(
      `the name ends with the day ${day}, but deliveryDate is ${printTime(delivered)}`,
    );
  }
  return delivered;
}
