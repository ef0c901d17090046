import { SANDBOX_INTERVALS } from '../intervals.ts';
import { DIALECTS, type Market } from '../market.ts';
import type { SandboxInstrument } from '../catalogue/instrument.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';
import { ExchangeFailure, illegalCharacters, invalidData, invalidSymbol } from './exchange-failure.ts';
import { klineWindow } from './kline-window.ts';
import { Parameters } from './parameters.ts';
import type { RestEndpoint } from './weights.ts';

const KNOWN: Readonly<Record<RestEndpoint, readonly string[]>> = {
  ping: [],
  time: [],
  exchangeInfo: ['symbol', 'symbols', 'permissions', 'showPermissionSets', 'symbolStatus'],
  klines: ['symbol', 'interval', 'startTime', 'endTime', 'timeZone', 'limit'],
  depth: ['symbol', 'limit', 'symbolStatus'],
};
const SPOT_DEPTH = 100;
const FUTURES_DEPTH = 500;
const INTERVAL_CHARACTERS = /^[a-zA-Z0-9]{1,36}$/;

/** When a request is answered, epoch ms, and how much older than that a book is. */
export interface Moment {
  readonly now: number;
  readonly behindMs: number;
}

/**
 * The body of an endpoint's answer.
 * @throws {ExchangeFailure} when the exchange would refuse the request
 */
export function answer(
  exchange: SimulatedExchange,
  market: Market,
  endpoint: RestEndpoint,
  query: URLSearchParams,
  { now, behindMs }: Moment,
): Buffer {
  const parameters = new Parameters(market, query, KNOWN[endpoint]);
  switch (endpoint) {
    case 'ping':
      return Buffer.from('{}');
    case 'time':
      return Buffer.from(`{"serverTime":${now}}`);
    case 'exchangeInfo':
      return listing(exchange, market, parameters, now);
    case 'klines':
      return klines(exchange, market, parameters, now);
    case 'depth':
      return depth(exchange, market, parameters, { now, behindMs });
  }
}

function listing(exchange: SimulatedExchange, market: Market, parameters: Parameters, now: number): Buffer {
  const body = exchange.exchangeInfo(market, market === 'spot' ? wantedSymbols(parameters) : null, now);
  if (!body) throw invalidSymbol();
  return body;
}

/** Spot takes one symbol or a JSON array of them; futures always tell everything. */
function wantedSymbols(parameters: Parameters): readonly string[] | null {
  const several = parameters.text('symbols');
  if (several === null) return parameters.text('symbol') === null ? null : [parameters.symbol()];
  if (parameters.text('symbol') !== null) {
    throw new ExchangeFailure(-1128, 'Combination of optional parameters invalid.');
  }
  try {
    const symbols: unknown = JSON.parse(several);
    if (Array.isArray(symbols) && symbols.every((symbol) => typeof symbol === 'string')) return symbols;
  } catch {
    // What is no JSON is refused below, like JSON that is no list.
  }
  throw illegalCharacters('symbols', '^\\["[\\w\\-._&&[^a-z]]{1,50}"(,"[\\w\\-._&&[^a-z]]{1,50}"){0,}\\]$');
}

function klines(exchange: SimulatedExchange, market: Market, parameters: Parameters, now: number): Buffer {
  const symbol = parameters.symbol();
  const asked = parameters.required('interval');
  if (market === 'spot' && !INTERVAL_CHARACTERS.test(asked)) {
    throw illegalCharacters('interval', INTERVAL_CHARACTERS.source);
  }
  const times = {
    startTime: parameters.integer('startTime'),
    endTime: parameters.integer('endTime'),
    limit: parameters.integer('limit'),
  };
  const timeZone = market === 'spot' ? parameters.text('timeZone') : null;
  const instrument = known(exchange, market, symbol, now);
  // The list's own text, not the query's: V8 compares those by address, and every row is asked about its interval.
  const interval = SANDBOX_INTERVALS.find((each) => each === asked);
  if (interval === undefined || (interval === '1s' && market !== 'spot')) {
    throw new ExchangeFailure(-1120, 'Invalid interval.');
  }
  if (timeZone !== null && !/^[+-]?0(:00)?$/.test(timeZone)) throw invalidData('timeZone');
  return exchange.klines(instrument, interval, klineWindow(market, times, now), now);
}

function depth(
  exchange: SimulatedExchange,
  market: Market,
  parameters: Parameters,
  { now, behindMs }: Moment,
): Buffer {
  const symbol = parameters.symbol();
  const limit = parameters.integer('limit');
  const instrument = known(exchange, market, symbol, now);
  const { depths, mostLevels } = DIALECTS[market];
  if (depths === null) {
    if (limit === 0) throw invalidData('limit');
    return exchange.book(instrument, Math.min(limit ?? SPOT_DEPTH, mostLevels), now, behindMs);
  }
  const wanted = limit ?? FUTURES_DEPTH;
  if (wanted > mostLevels) throw invalidData('limit');
  if (!depths.includes(wanted)) throw new ExchangeFailure(-4021, `${wanted} is not valid depth limit`);
  return exchange.book(instrument, wanted, now, behindMs);
}

function known(exchange: SimulatedExchange, market: Market, symbol: string, now: number): SandboxInstrument {
  const instrument = exchange.find(market, symbol, now);
  if (!instrument) throw invalidSymbol();
  return instrument;
}
