import { floorToInterval, isExchangeError, shiftOpenTime } from '@marketloom/exchange';
import { Bench, NOON } from '../harness/bench.ts';
import type { SimulatedAnswer, SimulatedLimit, SimulatedRequest } from '../simulation/description.ts';
import { writeJson } from '../simulation/write-json.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist } from './check.ts';

/** What holds of the exchange's limits. */
export function limitChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return [
    {
      id: 'request-budget',
      name: "many requests at once stay within the exchange's limits",
      run: () => withinLimits(subject),
    },
    {
      id: 'rate-limit',
      name: 'after "too many requests" nothing is sent before the exchange allows it',
      run: () => silence(subject, 'tooMany'),
    },
    ...(subject.simulation.banned === undefined
      ? []
      : [
          {
            id: 'ban',
            name: 'inside a ban nothing is sent',
            run: (): Promise<void> => silence(subject, 'banned'),
          },
        ]),
  ];
}

/** How many calls that send such requests are more than one of the limits allows. */
function callsBeyond(limits: readonly SimulatedLimit[], requests: readonly SimulatedRequest[]): number {
  const beyond = limits.map(({ capacity, weight }) => {
    const cost = requests.reduce((sum, request) => sum + weight(request), 0);
    return Math.ceil((1.2 * capacity) / cost);
  });
  return Math.min(300, Math.max(20, Math.min(...beyond)));
}

/** Each kind of question by itself, since exchanges limit endpoints apart; and then all together. */
async function withinLimits(subject: ConformanceSubject): Promise<void> {
  for (const market of subject.simulation.markets) {
    await using bench = await Bench.start(subject);
    const symbol = await bench.instrument(market);
    const { exchange, server, clock } = bench;
    const { limits } = server.simulation;
    const interval = exchange.capabilities[market.id]?.klines.intervals[0] ?? '1m';
    const end = shiftOpenTime(floorToInterval(NOON, interval), interval, -60);
    const start = shiftOpenTime(end, interval, -3);
    const books = (): Promise<unknown> => exchange.fetchOrderBookSnapshot({ symbol });
    const klines = (): Promise<unknown> =>
      Array.fromAsync(exchange.fetchKlines({ symbol, interval, start, end }));
    const questions: Readonly<Record<string, (index: number) => Promise<unknown>>> = {
      books,
      klines,
      statuses: () => exchange.tradingStatus(symbol),
      times: () => exchange.serverTime(),
      'books and klines': (index) => (index % 4 === 0 ? books() : klines()),
    };
    for (const [name, ask] of Object.entries(questions)) {
      // The first call may ask for the time besides.
      await ask(0);
      server.requests.splice(0);
      await ask(0);
      const calls = callsBeyond(
        limits.map(({ limit }) => limit),
        server.requests,
      );
      await Promise.all(Array.from({ length: calls }, (_, index) => ask(index)));
      for (const { limit, exceeded } of limits) {
        const [first] = exceeded;
        insist(
          first === undefined,
          () =>
            `${market.id}: ${first?.[1]} of the limit ${limit.name} in one window, which allows ${limit.capacity}, by asking for ${name}`,
        );
      }
      await clock.sleep(LONGEST_WINDOW_MS);
    }
  }
}

/** After so long all budgets are free again, in ms. */
const LONGEST_WINDOW_MS = 120_000;

/** How long the exchange wants silence, in ms. */
const SILENCE_MS = 95_000;

/** How long nothing must be sent where the exchange does not tell, in ms. */
const UNTOLD_SILENCE_MS = 900;

/** How long nothing must be sent after a refusal that is worded so. */
function silenceAfter(refusal: (waitMs: number, now: number) => SimulatedAnswer): number {
  const told = writeJson(refusal(1000, NOON)) !== writeJson(refusal(SILENCE_MS, NOON));
  return told ? SILENCE_MS : UNTOLD_SILENCE_MS;
}

async function silence(subject: ConformanceSubject, kind: 'tooMany' | 'banned'): Promise<void> {
  const { tooMany, banned } = subject.simulation;
  const silenceMs = kind === 'tooMany' ? silenceAfter(tooMany) : SILENCE_MS;
  for (const market of subject.simulation.markets) {
    await using bench = await Bench.start(subject);
    const symbol = await bench.instrument(market);
    await bench.exchange.serverTime();
    // What was asked before must not have used a budget up: nothing waits for time that stands.
    await bench.clock.sleep(LONGEST_WINDOW_MS);
    const over = bench.clock.now() + silenceMs;
    bench.server.requests.splice(0);
    bench.server.disturb(({ now }) => {
      if (now >= over) return null;
      const answer = kind === 'tooMany' ? tooMany(over - now, now) : banned?.(over, now);
      return { kind: 'answer', answer: answer ?? tooMany(over - now, now) };
    });
    // Time stands until all calls wait, or have ended, or have sent what they must not.
    bench.clock.hold();
    let ended = 0;
    const ask = (): Promise<void> => {
      const call = settled(bench.exchange.fetchOrderBookSnapshot({ symbol }));
      const end = (): void => void (ended += 1);
      call.then(end, end);
      return call;
    };
    const asked = [ask()];
    await bench.server.seen(({ status }) => status !== null);
    await until(() => bench.clock.sleeping + ended >= 1);
    asked.push(ask(), ask());
    await until(() => ended >= 3 || bench.server.requests.length > 1);
    bench.clock.release();
    await Promise.all(asked);
    const early = bench.server.requests.filter((request) => request.now < over);
    insist(
      early.length <= 1,
      () =>
        `${market.id}: ${early.length - 1} requests were sent in the ${silenceMs} ms that the exchange wants silence`,
    );
  }
}

/** Waits until something is so, or gives it up after many turns of the event loop. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 60 && !isSo(); turn += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}

/** Waiting and giving up are both right. */
async function settled(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    if (!isExchangeError(error) || (error.kind !== 'ban' && error.kind !== 'rateLimit')) throw error;
  }
}
