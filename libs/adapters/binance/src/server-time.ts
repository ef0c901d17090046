import type { CallOptions, Clock, ServerTime } from '@marketloom/exchange';
import { readExactJson } from '@marketloom/transport';
import type { MarketClient } from './requests.ts';

/** The exchange's clock, and when by ours its answer had arrived. */
export interface MeasuredTime extends ServerTime {
  readonly receivedAt: number;
}

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
      const { sentAt, receivedAt } = response;
      const answer = readExactJson(response, { exchange: 'binance', operation });
      const serverTime = answer.field('serverTime').integer();
      return {
        serverTime,
        offsetMs: serverTime - (sentAt + receivedAt) / 2,
        roundTripMs: receivedAt - sentAt,
        receivedAt,
      };
    },
  });
}

/** How long a measurement is believed: ordinary clocks drift apart by far less than a settle delay meanwhile. */
const BELIEVED_MS = 600_000;

/** A market's clock as far as we know it: asked once, and again when that is long ago or our own clock was set back. */
export class ExchangeClock {
  readonly #client: MarketClient;
  readonly #clock: Clock;
  #measured: MeasuredTime | null = null;

  constructor(client: MarketClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * What the market's clock shows at least, epoch ms: what it answered, and what has passed here since the answer
   * arrived. How long the answer was under way is left out, so the time is never ahead of the market's.
   */
  async now(options: CallOptions & { readonly operation: string }): Promise<number> {
    const now = this.#clock.now();
    const age = this.#measured === null ? Number.NaN : now - this.#measured.receivedAt;
    if (this.#measured === null || !(age >= 0 && age <= BELIEVED_MS)) {
      this.#measured = await fetchServerTime(this.#client, options);
    }
    return this.#measured.serverTime + Math.max(0, this.#clock.now() - this.#measured.receivedAt);
  }
}
