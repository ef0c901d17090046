import { type MeasuredTime, measuredTime, ServerClock } from '@marketloom/adapter-kit';
import type { CallOptions, Clock } from '@marketloom/exchange';
import { readExactJson } from '@marketloom/transport';
import type { MarketClient } from './requests.ts';

/**
 * Asks a market for its time.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#check-server-time
 */
export async function fetchServerTime(
  client: MarketClient,
  { operation, signal }: CallOptions & { readonly operation: string },
): Promise<MeasuredTime> {
  return client.send({
    path: 'time',
    query: {},
    weight: 1,
    operation,
    signal,
    decode: (response) => {
      const answer = readExactJson(response, { exchange: 'binance', operation });
      return measuredTime(answer.field('serverTime').integer(), response);
    },
  });
}

/** A market's clock as far as we know it. */
export class ExchangeClock extends ServerClock {
  constructor(client: MarketClient, clock: Clock) {
    super((options) => fetchServerTime(client, options), clock);
  }
}
