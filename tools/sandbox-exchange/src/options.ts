import type { ArchiveOptions } from './archive/archive-options.ts';
import type { RecordedBook } from './books/recorded-books.ts';
import type { TimeSpan } from './candles/outages.ts';
import type { Revision } from './candles/revisions.ts';
import type { Delisting } from './catalogue/catalogue.ts';
import type { Fault } from './faults/fault.ts';
import type { LimitOptions } from './http/rate-limiter.ts';
import type { Market } from './market.ts';
import type { RecordedKlines } from './recorded/recorded-klines.ts';

/** How a simulated exchange is to be. Everything has a default. */
export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless told. The control addresses answer loopback only, whatever this is. */
  readonly host?: string;
  /** All made-up data follows from it: the same seed gives the same data. */
  readonly seed?: string | number;
  /** The exchange's clock, epoch ms; the machine's unless told. It can be set from there, see {@link SandboxClock}. */
  readonly now?: () => number;
  /** Whether the exchange's weight limits are kept, and how strictly; true unless told. Weight is counted in any case. */
  readonly limits?: boolean | LimitOptions;
  /** Candles to serve in place of made-up ones. */
  readonly recorded?: readonly RecordedKlines[];
  /** exchangeInfo bodies, as text or parsed, to serve by market in place of the sandbox's own catalogue. */
  readonly listings?: Readonly<Partial<Record<Market, string | object>>>;
  /** Depth bodies to serve in place of made-up books. */
  readonly books?: readonly RecordedBook[];
  /**
   * How many levels a side made-up books have. As many as REST shows at most unless told, so that a snapshot of that depth
   * is the whole book: 5000 on spot, 1000 on futures.
   */
  readonly bookLevels?: number;
  /** When the exchange stood still: no candles for any instrument. */
  readonly outages?: readonly TimeSpan[];
  /** Candles that the exchange changes after it has served them. Recorded ones stay as they are. */
  readonly revisions?: readonly Revision[];
  /** How long after its close a candle appears in answers, and the open one behind it too, ms; 0 unless told. */
  readonly lagMs?: number;
  /** How late answers of REST are sent, ms; 0 unless told. What they hold is as it was when they were asked for. */
  readonly delayMs?: number;
  /** Instruments that the exchange gives up at a time. */
  readonly delistings?: readonly Delisting[];
  /** How its history is published as files. */
  readonly archive?: ArchiveOptions;
  /** So many more spot instruments: `SIM001USDT`, `SIM002USDT`, … */
  readonly furtherSpot?: number;
  /** Faults to lie in wait from the start. */
  readonly faults?: readonly Fault[];
  /** How many times as fast as `now` the exchange's clock runs; 1 unless told. */
  readonly rate?: number;
  /** How often stream connections are pinged, ms of the machine's time; as often as the exchange does unless told. */
  readonly pingMs?: number;
  /** At least so many of the newest requests are kept, at most twice as many; 10,000 unless told. Counts stay exact. */
  readonly requestLogSize?: number;
}
