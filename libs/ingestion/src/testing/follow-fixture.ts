import { type Interval, shiftOpenTime } from '@marketloom/exchange';
import type { SandboxOptions } from '@marketloom/sandbox-exchange';
import { type FollowKlinesOptions, followKlines } from '../follow-klines.ts';
import type { FollowProgress } from '../follow-progress.ts';
import type { FollowSummary } from '../follow-summary.ts';
import { type ExchangeFixture, startExchangeFixture } from './exchange-fixture.ts';
import { type FasterClock, fasterClock } from './faster-clock.ts';

type EventType = FollowProgress['type'];

/** A run that goes on in the background. */
export interface Following {
  readonly events: readonly FollowProgress[];
  /** Waits for the next event of a type, from now on. */
  next<T extends EventType>(type: T): Promise<FollowProgress & { readonly type: T }>;
  /** Sends the signal, and gives the summary. */
  stop(): Promise<FollowSummary>;
  readonly ended: Promise<FollowSummary>;
}

/** A simulated exchange and a database, whose time passes fast. */
export interface FollowFixture extends ExchangeFixture {
  readonly clock: FasterClock;
  follow(
    options: Pick<FollowKlinesOptions, 'selection' | 'intervals'> & Partial<FollowKlinesOptions>,
  ): Following;
  /** What is wrong with what is stored of a spot series from an open time on: nothing, when it is as it must be. */
  faultsOf(symbol: string, interval: Interval, from: number): Promise<string[]>;
}

/** Starts them. The exchange's clock is set by nobody. */
export async function startFollowFixture(
  speed: number,
  options: SandboxOptions = {},
): Promise<FollowFixture> {
  const clock = fasterClock(speed);
  const exchangeClock = fasterClock(speed);
  const fixture = await startExchangeFixture({ now: () => exchangeClock.now(), ...options }, clock);
  const follow: FollowFixture['follow'] = (given) => {
    const controller = new AbortController();
    const events: FollowProgress[] = [];
    const waiting: { readonly type: EventType; readonly resolve: (event: never) => void }[] = [];
    const ended = followKlines({
      exchange: fixture.open(),
      database: fixture.database,
      clock,
      signal: controller.signal,
      onProgress: (event) => {
        events.push(event);
        for (const one of waiting.filter(({ type }) => type === event.type)) {
          waiting.splice(waiting.indexOf(one), 1);
          one.resolve(event as never);
        }
      },
      ...given,
    });
    return {
      events,
      ended,
      next: (type) =>
        Promise.race([
          new Promise<never>((resolve) => void waiting.push({ type, resolve })),
          ended.then((): never => {
            throw new Error(
              `the run has ended, and nothing was ${type}: ${JSON.stringify(events.slice(-5))}`,
            );
          }),
        ]),
      stop: () => {
        controller.abort(new Error('enough'));
        return ended;
      },
    };
  };
  const faultsOf: FollowFixture['faultsOf'] = async (symbol, interval, from) => {
    const [entry] = await fixture.database.symbols.resolve(symbol);
    if (entry === undefined) return [`there is no ${symbol}`];
    const range = { start: from, end: exchangeClock.now() + 60_000 };
    const faults: string[] = [];
    const truth = new Map(
      fixture.sandbox
        .klines('spot', entry.exchangeSymbol, interval, range)
        .map((row) => [Number(row[0]), `${String(row[4])} ${String(row[7])}`]),
    );
    let expected = from;
    for await (const { columns, length } of fixture.database.klines.rows(entry.id, interval, range)) {
      for (let row = 0; row < length; row += 1) {
        const openTime = columns.openTime[row] as number;
        if (openTime !== expected) faults.push(`${openTime} follows, not ${expected}`);
        if (truth.get(openTime) !== `${columns.close[row]} ${columns.quoteVolume?.[row]}`)
          faults.push(`${openTime} is not what the exchange has now`);
        expected = shiftOpenTime(openTime, interval, 1);
      }
    }
    if (expected === from) faults.push('nothing is stored');
    if (expected > exchangeClock.now()) faults.push('the last one is not closed');
    return faults;
  };
  return { ...fixture, clock, follow, faultsOf };
}
