import type { Clock } from '@marketloom/exchange';
import type { SandboxExchange } from '@marketloom/sandbox-exchange';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordLiveOrderBooks } from './record-live-order-books.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';
import { unrecordedFaults } from './testing/explain-gaps.ts';
import { SimulatedTime } from './testing/simulated-time.ts';
import { compareWithTruth } from './testing/true-books.ts';

const HOUR = 3_600_000;
const EVERY = 5_000;
const STALE = 3_000;
const CALM = 120_000;
const symbols = ['BTC-USDT-SPOT', 'BTC-USDT-PERP', 'ETH-USDT-PERP', 'BTC-USD-PERP:BTC'];
/** Every fault that a stream can have, and what can befall the snapshots that a book begins with. */
const streamFaults = [
  { kind: 'stream-dropped', probability: 1 / 4000 },
  { kind: 'stream-repeated', probability: 1 / 4000 },
  { kind: 'stream-swapped', probability: 1 / 8000 },
  { kind: 'stream-malformed', probability: 1 / 8000 },
  { kind: 'stream-closed', probability: 1 / 20_000 },
  { kind: 'stream-cut', probability: 1 / 20_000 },
  { kind: 'stream-refused', probability: 1 / 3 },
  { kind: 'stream-silent', probability: 1 / 30_000, forMs: 60_000 },
] as const;
const bookFaults = [
  { kind: 'book-stale', probability: 1 / 5, behindMs: STALE },
  { kind: 'book-crossed', probability: 1 / 20 },
  { kind: 'book-empty', probability: 1 / 20 },
  { kind: 'server-error', probability: 1 / 20 },
  { kind: 'reset', probability: 1 / 20 },
  { kind: 'cut-json', probability: 1 / 20 },
] as const;

describe('an hour of streams, with every fault there is and a minute without database', () => {
  let time: SimulatedTime;
  let clock: Clock;
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    time = new SimulatedTime(200);
    const options = { now: time.now, bookLevels: 200 };
    // Silence is told by the machine's time.
    const configuration = { stream_silence: 300 };
    fixture = await startExchangeFixture(
      options,
      (sandbox) => (clock = time.clockOf(sandbox)),
      configuration,
    );
  });
  afterAll(async () => {
    time?.[Symbol.dispose]();
    await fixture?.close();
  });

  it('leaves the true book of every slot, and every gap on record', { timeout: 300_000 }, async () => {
    const { sandbox, database, databaseUrl } = fixture;
    const { orderBooks } = database;
    const startedAt = clock.now();
    const away = databaseAway(fixture, clock, startedAt + HOUR / 2);
    const summary = await recordLiveOrderBooks({
      exchange: time.waitFor(fixture.open()),
      database,
      selection: { symbols },
      everyMs: EVERY,
      durationMs: HOUR,
      clock,
      onProgress: ({ type }) => {
        // From here on every book is whole, so that what is injected must show.
        if (type === 'live') inject(sandbox);
        // What comes at the very end nobody may have noticed.
        if (clock.now() > startedAt + HOUR - CALM) sandbox.faults.clear();
      },
    });
    await away;

    const compared = { snapshots: 0, levels: 0, gaps: 0 };
    for (const { entry, stored, duplicate, missed, slots, gaps } of summary.books) {
      const books = await compareWithTruth(databaseUrl, sandbox, entry, STALE);
      expect(books.wrong).toEqual([]);
      expect(books.snapshots).toBe(stored);
      const recorded = await orderBooks.discontinuities(entry.id);
      expect(unrecordedFaults(sandbox, entry, recorded)).toEqual([]);
      expect(recorded).toHaveLength(gaps);
      expect(recorded.filter(({ resumedAt }) => resumedAt === null)).toEqual([]);
      // Each slot is accounted for, from the first one that all are waited for at the latest.
      expect(stored + duplicate + missed).toBe(slots);
      expect(slots).toBeGreaterThanOrEqual((HOUR - 30_000) / EVERY - 1);
      const lapses = await orderBooks.lapses(entry.id);
      const missedByRecord = lapses.filter(({ kind }) => kind === 'missed');
      expect(missedByRecord.reduce((sum, lapse) => sum + lapse.slots, 0)).toBe(missed);
      compared.snapshots += books.snapshots;
      compared.levels += books.levels;
      compared.gaps += recorded.length;
    }
    // The database was away for a minute, and there was room to wait.
    expect(summary).toMatchObject({ total: { refused: 0, lost: 0 }, unrecordedSlots: 0, unrecordedGaps: 0 });
    expect(summary.outcome).toBe('partial');
    for (const { kind } of [...streamFaults, bookFaults[0]])
      expect([kind, sandbox.streams.counters.byFault[kind] ?? 0]).not.toEqual([kind, 0]);
    expect(compared.snapshots).toBeGreaterThan(2_000);
    expect(compared.gaps).toBeGreaterThan(50);
  });
});

/** From a time on nobody gets at the database for a minute, and who was there is thrown out. */
async function databaseAway(fixture: ExchangeFixture, clock: Clock, from: number): Promise<void> {
  const name = new URL(fixture.databaseUrl).pathname.slice(1);
  await clock.sleep(from - clock.now());
  await fixture.onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await fixture.onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  await clock.sleep(60_000);
  await fixture.onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
}

function inject({ faults }: SandboxExchange): void {
  for (const fault of streamFaults) faults.add({ ...fault, endpoint: 'stream', times: 'always' });
  for (const fault of bookFaults) faults.add({ ...fault, endpoint: 'depth', times: 'always' });
}
