import { setTimeout as sleep } from 'node:timers/promises';
import { subtractRanges, type TimeRange } from '@marketloom/exchange';
import { type AppRun, exitOf, PrivateServer, seededRandom } from '@marketloom/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { askedPages, askedTwice } from './testing/asked-ranges.ts';
import { type DatabaseLines, databaseLines, firstDifferences } from './testing/database-lines.ts';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';
import { LedgerWatch } from './testing/ledger-watch.ts';
import { readLedger, settledBySeries } from './testing/ledger.ts';
import { readSummary } from './testing/run-summary.ts';

// The second one's first candle lies within the range, and an outage within all of them.
const symbols = ['BTC-USDT-SPOT', '1000SATS-USDT-SPOT', 'ETH-USDT-PERP', 'BTC-USD-PERP:BTC'];
const month = { start: Date.UTC(2023, 11, 1), end: Date.UTC(2023, 11, 31), series: symbols.length };
const outages = [{ start: Date.UTC(2023, 11, 20, 2, 10), end: Date.UTC(2023, 11, 20, 5) }];
const command = `ingest --exchange binance --symbols ${symbols.join(',')} --interval 1m --start 2023-12-01 --end 2023-12-31 --json`;
/** Answers are so late that even on a busy machine no run is done before it is killed, and batches small so that there is much to interrupt. */
const slow = { outages, delayMs: 250 };
const smallBatches = { MARKETLOOM_KLINES_BATCH_ROWS: '900' };
const KILLS = 50;
const timeout = 180_000;

describe('an ingestion that is cut off', () => {
  let undisturbed: DatabaseLines;
  beforeAll(async () => {
    const fixture = await startKlinesFixture({ outages });
    try {
      const run = await fixture.klines(command.split(' '));
      if (run.code !== 0) throw new Error(run.stderr);
      undisturbed = await databaseLines(fixture.databaseUrl);
    } finally {
      await fixture.close();
    }
  });

  /** The last run ends well, and rows and ledger are those of a run that nothing disturbed. */
  const expectUndisturbedEnd = async (fixture: KlinesFixture, asked: string[]): Promise<void> => {
    const last = await notingWhatIsAskedTwice(fixture, asked, () => fixture.klines(command.split(' ')));
    expect(exitOf(last, 0)).toBe(0);
    expect(asked).toEqual([]);
    expect(undisturbed.klines.length).toBeGreaterThan(150_000);
    const { klines, ledger, revisions } = await databaseLines(fixture.databaseUrl);
    expect(firstDifferences(klines, undisturbed.klines)).toEqual([]);
    expect(ledger).toEqual(undisturbed.ledger);
    expect(revisions).toEqual([]);
  };

  it(`killed ${KILLS} times: nothing is lost, doubled, or asked for twice`, { timeout }, async () => {
    const fixture = await startKlinesFixture(slow, smallBatches);
    const watch = await LedgerWatch.open(fixture.databaseUrl, month);
    const random = seededRandom(20_231_201);
    /** Runs until it is killed: every fifth time while it starts, else as the work goes on, from its begin to its end. */
    const runAndKill = async (index: number): Promise<AppRun> => {
      const share = (0.9 * (index + random())) / KILLS;
      const isStarting = index % 5 === 4;
      const isReached = (await watch.share()) >= share;
      const delayMs = random() * (isStarting ? 900 : 150) + (isReached && !isStarting ? 400 : 0);
      return fixture.klines(command.split(' '), {
        onStart: (kill) => {
          const moment = isStarting || isReached ? Promise.resolve() : watch.reached(share);
          // Where the run fails there may be no such moment: what it ended with tells.
          void moment
            .then(() => sleep(delayMs))
            .then(() => kill('SIGKILL'))
            .catch(() => undefined);
        },
      });
    };
    const asked: string[] = [];
    const ends: (number | string | null)[] = [];
    try {
      for (let index = 0; index < KILLS; index += 1) {
        const run = await notingWhatIsAskedTwice(fixture, asked, () => runAndKill(index));
        ends.push(run.code === null ? null : exitOf(run, -1));
      }
      // Each was ended by the signal: none came to its end before.
      expect(ends).toEqual(ends.map(() => null));
      await expectUndisturbedEnd(fixture, asked);
    } finally {
      await watch.close();
      await fixture.close();
    }
  });

  it('bereft of its database server five times: says what is missing, and goes on', { timeout }, async () => {
    await using server = await PrivateServer.start();
    const fixture = await startKlinesFixture(slow, smallBatches, server.database);
    const random = seededRandom(5);
    const asked: string[] = [];
    const killServer = async (): Promise<void> => {
      await sleep(random() * 100);
      await server.kill();
    };
    try {
      for (const share of [0.02, 0.25, 0.45, 0.65, 0.85]) {
        const run = await notingWhatIsAskedTwice(fixture, asked, () => runUntil(fixture, share, killServer));
        await server.restart();
        expect([1, 3]).toContain(run.code);
        expect(await concealed(run, fixture.databaseUrl)).toEqual([]);
      }
      await expectUndisturbedEnd(fixture, asked);
    } finally {
      await fixture.close();
    }
  });

  it('whose database server hangs: ends, says what is missing, and goes on', { timeout }, async () => {
    await using server = await PrivateServer.start();
    const env = { ...smallBatches, MARKETLOOM_DATABASE_TIMEOUT: '1s' };
    const fixture = await startKlinesFixture(slow, env, server.database);
    const asked: string[] = [];
    try {
      for (const share of [0.1, 0.6]) {
        // It hangs for as long as the run takes to end by itself.
        const run = await notingWhatIsAskedTwice(fixture, asked, () =>
          runUntil(
            fixture,
            share,
            () => server.pause(),
            () => server.resume(),
          ),
        );
        expect([1, 3]).toContain(run.code);
        expect(`${run.stdout}${run.stderr}`).toContain('has said nothing for 1 s');
        expect(await concealed(run, fixture.databaseUrl)).toEqual([]);
      }
      await expectUndisturbedEnd(fixture, asked);
    } finally {
      await fixture.close();
    }
  });
});

/** Runs the command; once such a share of the month is settled something happens to the server, and is over when the run is. */
async function runUntil(
  fixture: KlinesFixture,
  share: number,
  happen: () => Promise<void>,
  over: () => void = () => undefined,
): Promise<AppRun> {
  const watch = await LedgerWatch.open(fixture.databaseUrl, month);
  const [run] = await Promise.all([
    fixture.klines(command.split(' ')).finally(over),
    watch.reached(share).then(happen),
  ]);
  await watch.close();
  return run;
}

/** Runs something, and notes which pages it asks for of what the ledger called settled before. */
async function notingWhatIsAskedTwice(
  fixture: KlinesFixture,
  asked: string[],
  run: () => Promise<AppRun>,
): Promise<AppRun> {
  const settled = settledBySeries(await readLedger(fixture.databaseUrl));
  fixture.sandbox.clearRequests();
  const ended = await run();
  asked.push(...askedTwice(askedPages(fixture.sandbox.requests), settled));
  return ended;
}

/** What is missing by the ledger though the run did not say so. */
async function concealed(run: AppRun, url: string): Promise<TimeRange[]> {
  const settled = settledBySeries(await readLedger(url));
  return readSummary(run).series.flatMap(({ name, requested, unresolved }) =>
    subtractRanges([requested], [...(settled.get(name) ?? []), ...unresolved]),
  );
}
