import { Bench } from '../harness/bench.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistKind } from './check.ts';

/** Answers that no exchange means to give. */
const BROKEN: Readonly<Record<string, { readonly status?: number; readonly text: string }>> = {
  'a web page': { text: '<html><body>busy</body></html>' },
  nothing: { text: '' },
  'JSON that is cut off': { text: '{"result":[[1,' },
  'JSON of another shape': { text: '{"unexpected":true}' },
};

/** No time comes of an answer that is broken, unless it is told by what stands around the answer, and right. */
async function insistNoTime({ exchange, clock }: Bench): Promise<void> {
  const asked = exchange.serverTime();
  const told = await asked.catch(() => null);
  const isRight = told !== null && Math.abs(told.serverTime - clock.now()) <= 1000;
  if (!isRight) await insistKind(asked, ['badResponse'], 'time');
}

/** What becomes of refusals and of broken answers. */
export function refusalChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return [
    ...subject.simulation.refusals.map(({ name, kind, answer }): ConformanceCheck => ({
      id: 'error-mapping',
      name: `${name} is an error of kind ${kind}`,
      run: async () => {
        await using bench = await Bench.start(subject, { retries: 0 });
        const [market] = subject.simulation.markets;
        const symbol = await bench.instrument(market);
        bench.server.disturb(() => ({ kind: 'answer', answer }));
        await insistKind(bench.exchange.fetchOrderBookSnapshot({ symbol }), [kind], name);
      },
    })),
    ...Object.entries(BROKEN).map(([name, answer]): ConformanceCheck => ({
      id: 'broken-answers',
      name: `${name}, where an answer should be, is a bad response`,
      run: async () => {
        for (const market of subject.simulation.markets) {
          await using bench = await Bench.start(subject, { retries: 0 });
          const symbol = await bench.instrument(market);
          bench.server.disturb(() => ({ kind: 'answer', answer }));
          await insistKind(
            bench.exchange.fetchOrderBookSnapshot({ symbol }),
            ['badResponse'],
            `${market.id}, book`,
          );
          await insistNoTime(bench);
          await insistKind(
            bench.exchange.listInstruments({ markets: [market.id] }),
            ['badResponse'],
            'listing',
          );
        }
      },
    })),
    {
      id: 'maintenance',
      name: 'a status of 503 is maintenance, and one of 500 too',
      run: async () => {
        await using bench = await Bench.start(subject, { retries: 0 });
        for (const status of [500, 502, 503]) {
          bench.server.disturb(() => ({ kind: 'answer', answer: { status, text: '<html>down</html>' } }));
          await insistKind(bench.exchange.serverTime(), ['maintenance'], `HTTP ${status}`);
        }
      },
    },
    {
      id: 'server-time',
      name: "the exchange's clock is told, and by how much ours differs",
      run: async () => {
        for (const aheadMs of [0, 90_000, -90_000]) {
          await using bench = await Bench.start(subject, { aheadMs });
          const { serverTime, offsetMs } = await bench.exchange.serverTime();
          const due = bench.clock.now() - aheadMs;
          insist(
            Math.abs(serverTime - due) < 1000,
            () => `the exchange shows ${due}, and ${serverTime} was told`,
          );
          insist(
            Math.abs(offsetMs + aheadMs) < 1000,
            () => `we are ${aheadMs} ms ahead, and ${offsetMs} was told`,
          );
        }
      },
    },
  ];
}
