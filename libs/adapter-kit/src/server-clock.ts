import type { CallOptions, Clock, ServerTime, TransportResponse } from '@marketloom/exchange';
import { SharedWork } from './shared-work.ts';

/** An exchange's clock, and when by ours its answer had arrived. */
export interface MeasuredTime extends ServerTime {
  readonly receivedAt: number;
}

/** What an answer that told `serverTime` says of the exchange's clock. */
export function measuredTime(
  serverTime: number,
  { sentAt, receivedAt }: Pick<TransportResponse, 'sentAt' | 'receivedAt'>,
): MeasuredTime {
  const offsetMs = serverTime - (sentAt + receivedAt) / 2;
  return { serverTime, offsetMs, roundTripMs: receivedAt - sentAt, receivedAt };
}

/** Asks an exchange for its time. `operation` is what is being done, for errors. */
export type MeasureTime = (options: CallOptions & { readonly operation: string }) => Promise<MeasuredTime>;

/** How long a measurement is believed: ordinary clocks drift apart by far less than a settle delay meanwhile. */
const BELIEVED_MS = 600_000;

/** A `Date` that is farther off is not the exchange's own, but one of a cache in between. */
export const FARTHEST_CLOCK_MS = 86_400_000;

/** By how much our clock may be seen to be set before a measurement is thrown away. */
const SET_MS = 1000;

interface Measurement extends MeasuredTime {
  /** {@link Clock.monotonic} when the answer was there. */
  readonly startedAt: number;
}

/**
 * An exchange's clock as far as we know it: asked once, and again when that is long ago or our own clock was set. Who wants to
 * know while it is being asked waits for that answer, so that many series which begin together ask once.
 */
export class ServerClock {
  readonly #clock: Clock;
  readonly #measurement: SharedWork<Measurement>;
  #measured: Measurement | null = null;

  constructor(measure: MeasureTime, clock: Clock) {
    this.#clock = clock;
    this.#measurement = new SharedWork(async (signal) => {
      const measured = await measure({ operation: 'serverTime', signal });
      this.#measured = { ...measured, startedAt: this.#monotonic() };
      return this.#measured;
    });
  }

  /**
   * What the exchange's clock shows at least, epoch ms: what it answered, and what has passed here since the answer
   * arrived. How long the answer was under way is left out, so the time is never ahead of the exchange's, also when our
   * clock is set forward meanwhile.
   *
   * An abort ends the wait of this call and of no other; the request is given up when nobody waits for it.
   * @throws {ExchangeError} of the operation `serverTime`, the same to all who wait for one request; the next call asks again
   */
  async now({ signal }: CallOptions = {}): Promise<number> {
    const known = this.#measured !== null && this.#holds(this.#measured) ? this.#measured : null;
    const { serverTime, startedAt } = known ?? (await this.#measurement.wait(signal));
    return serverTime + Math.max(0, Math.floor(this.#monotonic() - startedAt));
  }

  #holds({ receivedAt, startedAt }: Measurement): boolean {
    const age = this.#clock.now() - receivedAt;
    const passed = this.#monotonic() - startedAt;
    return age >= 0 && age <= BELIEVED_MS && Math.abs(age - passed) <= SET_MS;
  }

  #monotonic(): number {
    return monotonic(this.#clock);
  }
}

/** A time that only goes on, in ms, where a clock has one. */
export function monotonic(clock: Clock): number {
  return clock.monotonic?.() ?? clock.now();
}
