import { DIALECTS, MARKETS, type Market } from '../market.ts';
import { ExchangeFailure } from './exchange-failure.ts';

/** How strictly the limits are kept. */
export interface LimitOptions {
  /** Multiplies the weight allowed in a minute. */
  readonly scale?: number;
  /** How many requests are answered with 429 in one minute before the address is banned. */
  readonly patience?: number;
  /** How long the first ban lasts; each further one twice as long, up to three days. */
  readonly banMs?: number;
}

/** The weight used in one minute of one market. */
export interface WeightWindow {
  readonly market: Market;
  /** When the minute began, epoch ms. */
  readonly start: number;
  readonly weight: number;
  readonly requests: number;
}

/** What a request was refused for, and whether it came while it should not have. */
export interface Admission {
  readonly failure: ExchangeFailure | null;
  /** The weight used in this minute, with this request. */
  readonly used: number;
  /** It came inside a ban. */
  readonly insideBan: boolean;
  /** It came before the Retry-After of an earlier 429 was over. */
  readonly insideRetryAfter: boolean;
}

interface MarketState {
  windows: Map<number, { weight: number; requests: number; refused: number }>;
  bannedUntil: number;
  bans: number;
  retryAfterUntil: number;
}

const WINDOW_MS = 60_000;
/** A day of minutes stays inspectable. */
const KEPT_WINDOWS = 1440;
const LONGEST_BAN_MS = 3 * 86_400_000;

/**
 * Counts weight per market and minute of the clock and refuses as the exchange does: 429 above the limit, 418 to those
 * who go on regardless.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
 */
export class RateLimiter {
  readonly #options: Required<LimitOptions> | null;
  readonly #states: Record<Market, MarketState>;

  /** `null` counts and refuses nothing. */
  constructor(options: LimitOptions | null) {
    this.#options = options && { scale: 1, patience: 10, banMs: 120_000, ...options };
    const state = (): MarketState => ({ windows: new Map(), bannedUntil: 0, bans: 0, retryAfterUntil: 0 });
    this.#states = { spot: state(), usdm: state(), coinm: state() };
  }

  /** Counts a request and says whether it may be answered. */
  admit(market: Market, weight: number, now: number): Admission {
    const state = this.#states[market];
    if (now < state.bannedUntil) {
      const failure = banned(state.bannedUntil, now);
      return { failure, used: this.used(market, now), insideBan: true, insideRetryAfter: false };
    }
    const insideRetryAfter = now < state.retryAfterUntil;
    const window = this.#window(state, now);
    window.weight += weight;
    window.requests += 1;
    const admission = { used: window.weight, insideBan: false, insideRetryAfter };
    if (!this.#options || window.weight <= this.capacity(market)) return { ...admission, failure: null };
    window.refused += 1;
    if (window.refused > this.#options.patience) {
      this.ban(market, Math.min(this.#options.banMs * 2 ** state.bans, LONGEST_BAN_MS), now);
      return { ...admission, failure: banned(state.bannedUntil, now) };
    }
    const seconds = Math.ceil((WINDOW_MS - (now % WINDOW_MS)) / 1000);
    return { ...admission, failure: this.pause(market, seconds, now) };
  }

  /** Bans the address from a market for a time. Gives the refusal. */
  ban(market: Market, milliseconds: number, now: number): ExchangeFailure {
    const state = this.#states[market];
    state.bans += 1;
    state.bannedUntil = now + milliseconds;
    return banned(state.bannedUntil, now);
  }

  /** The refusal of a request above the limit; requests until then are noted. */
  pause(market: Market, seconds: number, now: number): ExchangeFailure {
    this.#states[market].retryAfterUntil = now + seconds * 1000;
    const message =
      market === 'spot'
        ? `Too much request weight used; current limit is ${this.capacity(market)} request weight per 1 MINUTE. ` +
          'Please use WebSocket Streams for live updates to avoid polling the API.'
        : `Too many requests; current limit of IP(127.0.0.1) is ${this.capacity(market)} requests per minute. ` +
          'Please use the websocket for live updates to avoid polling the API.';
    return new ExchangeFailure(-1003, message, 429, seconds);
  }

  /** The weight allowed in a minute. */
  capacity(market: Market): number {
    return Math.floor(DIALECTS[market].weightPerMinute * (this.#options?.scale ?? 1));
  }

  /** The weight used in the minute of `now`. */
  used(market: Market, now: number): number {
    return this.#states[market].windows.get(now - (now % WINDOW_MS))?.weight ?? 0;
  }

  /** Each minute in which there were requests, oldest first, of every market. */
  windows(): WeightWindow[] {
    return MARKETS.flatMap((market) =>
      [...this.#states[market].windows].map(([start, { weight, requests }]) => ({
        market,
        start,
        weight,
        requests,
      })),
    );
  }

  #window(state: MarketState, now: number): { weight: number; requests: number; refused: number } {
    const start = now - (now % WINDOW_MS);
    let window = state.windows.get(start);
    if (!window) {
      window = { weight: 0, requests: 0, refused: 0 };
      state.windows.set(start, window);
      if (state.windows.size > KEPT_WINDOWS)
        state.windows.delete(state.windows.keys().next().value as number);
    }
    return window;
  }
}

function banned(until: number, now: number): ExchangeFailure {
  const message =
    `Way too much request weight used; IP banned until ${until}. ` +
    'Please use WebSocket Streams for live updates to avoid bans.';
  return new ExchangeFailure(-1003, message, 418, Math.ceil((until - now) / 1000));
}
