import { floorToInterval, shiftOpenTime } from '@marketloom/exchange';
import { Bench, NOON } from '../harness/bench.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistKind, rejection } from './check.ts';

/** What holds when things end early. */
export function interruptionChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return [
    {
      id: 'abort',
      name: 'what is aborted ends at once with the reason of the signal',
      run: () => aborted(subject),
    },
    {
      id: 'time-out',
      name: 'an exchange that does not answer is a time-out',
      run: async () => {
        await using bench = await Bench.start(subject, { timeoutMs: 150, retries: 0 });
        bench.server.disturb(() => ({ kind: 'silence' }));
        await insistKind(bench.exchange.serverTime(), ['timeout'], 'an exchange that is silent');
      },
    },
    {
      id: 'network',
      name: 'a connection that breaks is a network error',
      run: async () => {
        await using bench = await Bench.start(subject, { retries: 0 });
        bench.server.disturb(() => ({ kind: 'disconnect' }));
        await insistKind(bench.exchange.serverTime(), ['network'], 'a connection that breaks');
      },
    },
  ];
}

async function aborted(subject: ConformanceSubject): Promise<void> {
  for (const market of subject.simulation.markets) {
    await using bench = await Bench.start(subject);
    const { exchange, server } = bench;
    const symbol = await bench.instrument(market);
    const interval = exchange.capabilities[market.id]?.klines.intervals[0] ?? '1m';
    const end = shiftOpenTime(floorToInterval(NOON, interval), interval, -60);
    const start = shiftOpenTime(end, interval, -3);
    const calls: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
      listInstruments: (signal) => exchange.listInstruments({ signal }),
      fetchKlines: (signal) =>
        Array.fromAsync(exchange.fetchKlines({ symbol, interval, start, end, signal })),
      fetchOrderBookSnapshot: (signal) => exchange.fetchOrderBookSnapshot({ symbol, signal }),
      serverTime: (signal) => exchange.serverTime({ signal }),
    };
    server.disturb(() => ({ kind: 'silence' }));
    for (const [name, call] of Object.entries(calls)) {
      const reason = new Error(`${name} is not wanted any more`);
      const controller = new AbortController();
      server.requests.splice(0);
      const ending = rejection(call(controller.signal), name);
      await server.seen(() => true);
      controller.abort(reason);
      const error = await ending;
      insist(
        error === reason,
        () => `${name} of ${market.id} ends with ${String(error)}, not with the reason of the signal`,
      );
    }
  }
}
