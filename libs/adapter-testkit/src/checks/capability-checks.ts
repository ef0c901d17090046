import {
  floorToInterval,
  type Interval,
  type KlineHistory,
  klineHistoryOf,
  type MarketCapabilities,
  type OrderBookDepths,
  printTime,
  shiftOpenTime,
} from '@marketloom/exchange';
import { Bench, NOON } from '../harness/bench.ts';
import type { SimulatedMarket } from '../simulation/description.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistSame } from './check.ts';

/** What holds of what an adapter declares: the rest of Marketloom plans by it. */
export function capabilityChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return subject.simulation.markets.map((market) => ({
    id: 'capabilities',
    name: `${market.id}: no more and no less is declared than the exchange has`,
    run: async () => {
      await using bench = await Bench.start(subject, { unknown: true });
      const declared = bench.exchange.capabilities[market.id];
      insist(declared !== undefined, () => `the market ${market.id} has no capabilities`);
      insistKlines(declared, market);
      insistBooks(declared.orderBook, market.orderBook);
    },
  }));
}

/** What candles come from besides, such as trades, may reach farther back, and leave more out. */
function insistKlines(declared: MarketCapabilities, { klines, id }: SimulatedMarket): void {
  const dialects = klines.map(({ dialect }) => dialect);
  for (const interval of new Set(dialects.flatMap(({ intervals }) => Object.keys(intervals) as Interval[]))) {
    insist(
      declared.klines.intervals.includes(interval),
      () => `${id}: the exchange has ${interval} candles, which are not declared`,
    );
    const reaches = dialects
      .filter(({ intervals }) => Object.hasOwn(intervals, interval))
      .map(({ history }) => reachOf(history, interval));
    const said = reachOf(klineHistoryOf(declared, interval), interval);
    const [told, there] = [said, Math.min(...reaches)].map((time) =>
      Number.isFinite(time) ? `to ${printTime(time)}` : 'all the way back',
    );
    // A tenth less is caution.
    insist(
      NOON - said >= 0.9 * (NOON - Math.min(...reaches)),
      () => `${id}: ${interval} candles are declared to reach ${told}, where the exchange's reach ${there}`,
    );
  }
  const isSent = dialects.every(({ quietIntervals }) => quietIntervals === 'sent');
  insist(
    isSent || declared.klines.quietIntervals === 'omitted',
    () => `${id}: intervals without a trade are declared to be sent, which the exchange leaves out`,
  );
}

function reachOf(history: KlineHistory, interval: Interval): number {
  if (history.kind === 'full') return Number.NEGATIVE_INFINITY;
  if (history.kind === 'age') return NOON - history.ageMs;
  return shiftOpenTime(floorToInterval(NOON, interval), interval, 1 - history.count);
}

function insistBooks(
  declared: MarketCapabilities['orderBook'],
  { sizeUnit, depths }: SimulatedMarket['orderBook'],
): void {
  if (sizeUnit !== undefined) insistSame(declared.sizeUnit, sizeUnit, 'what sizes of books count');
  if (depths === undefined) return;
  insist(
    isWithin(declared.depths, depths),
    () =>
      `books are declared for ${printed(declared.depths)}, and the exchange has them for ${printed(depths)}`,
  );
}

function isWithin(declared: OrderBookDepths, there: OrderBookDepths): boolean {
  if (there.kind === 'upTo') {
    const deepest = declared.kind === 'upTo' ? declared.maximum : Math.max(...declared.steps);
    return deepest <= there.maximum;
  }
  return declared.kind === 'steps' && declared.steps.every((step) => there.steps.includes(step));
}

const printed = (depths: OrderBookDepths): string =>
  depths.kind === 'upTo' ? `any depth up to ${depths.maximum}` : `depths of ${depths.steps.join(', ')}`;
