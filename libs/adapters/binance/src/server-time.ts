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

/** By how much our clock may be seen to be set before a measurement is thrown away. */
const SET_MS = 1000;

interface Measurement extends MeasuredTime {
  /** {@link Clock.monotonic} when the answer was there. */
  readonly startedAt: number;
}

/** A market's clock as far as we know it: asked once, and again when that is long ago or our own clock was set. */
export class ExchangeClock {
  readonly #client: MarketClient;
  readonly #clock: Clock;
  #measured: Measurement | null = null;

  constructor(client: MarketClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * What the market's clock shows at least, epoch ms: what it answered, and what has passed here since the answer
   * arrived. How long the answer was under way is left out, so the time is never ahead of the market's, also when our
   * clock is set forward meanwhile.
   */
  async now(options: CallOptions & { readonly operation: string }): Promise<number> {
    if (this.#measured === null || !this.#holds(this.#measured)) {
      const measured = await fetchServerTime(this.#client, options);
      this.#measured = { ...measured, startedAt: this.#monotonic() };
    }
    const { serverTime, startedAt } = this.#measured;
    return serverTime + Math.max(0, Math.floor(this.#monotonic() - startedAt));
  }

  #holds({ receivedAt, startedAt }: Measurement): boolean {
    const age = this.#clock.now() - receivedAt;
    const passed = this.#monotonic() - startedAt;
    return age >= 0 && age <= BELIEVED_MS && Math.abs(age - passed) <= SET_MS;
  }

  #monotonic(): number {
    return this.#clock.monotonic?.() ?? this.#clock.now();
  }
}
