import type { MarketId } from '../markets.ts';

/** What the streams of a market are like. */
export interface MarketStreams {
  /** What follows a symbol in lower case in the name of its stream of diffs. */
  readonly suffix: string;
  /** How many messages a connection takes from us in a second, pings and pongs among them. */
  readonly messagesPerSecond: number;
  /** How many connections one IP address may try to open in five minutes. */
  readonly connectionsPerFiveMinutes: number;
}

/**
 * The limit on connections is the spot market's: none is documented.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams/Connect
 */
const futures: MarketStreams = {
  suffix: '@depth@100ms',
  messagesPerSecond: 10,
  connectionsPerFiveMinutes: 300,
};

/** The streams of each market. */
export const STREAMS: Readonly<Record<MarketId, MarketStreams>> = {
  /** https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#websocket-limits */
  spot: { ...futures, messagesPerSecond: 5 },
  usdm: futures,
  coinm: futures,
};
