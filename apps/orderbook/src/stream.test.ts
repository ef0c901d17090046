import { setTimeout as sleep } from 'node:timers/promises';
import { type AppRun, exitOf, PrivateServer, queryTexts, seededRandom } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PollFixture, startPollFixture } from './testing/poll-fixture.ts';

const EVERY_MS = 100;
const symbols = ['BTC-USDT-SPOT', 'ETH-USDT-PERP', 'BTC-USD-PERP:BTC'];
const of = (names: readonly string[]): string[] => ['--exchange', 'binance', '--symbols', names.join(',')];
const command = ['stream', ...of(symbols), '--every', `${EVERY_MS}ms`, '--depth', 'all', '--json'];
const timeout = 120_000;
const options = { bookLevels: 100, limits: false };

/** What `stream --json` says. */
interface StreamDocument {
  readonly outcome: string;
  readonly interrupted: boolean;
  readonly abandonedGaps: number;
  readonly unrecordedSlots: number;
  readonly unrecordedGaps: number;
  readonly total: Readonly<
    Record<'slots' | 'stored' | 'duplicate' | 'late' | 'refused' | 'lost' | 'missed', number>
  >;
  readonly books: readonly { readonly symbol: string; readonly stored: number; readonly updates: number }[];
}

const read = (run: AppRun): StreamDocument => JSON.parse(run.stdout) as StreamDocument;

/** The exit code that the counts call for: on a busy machine slots may pass unused. */
const codeOf = ({ total }: StreamDocument): number => (total.missed === 0 ? 0 : 3);

/** Resolves when the exchange has sent so many more updates. */
async function sent({ sandbox }: PollFixture, updates: number): Promise<void> {
  const before = sandbox.streams.counters.sent;
  while (sandbox.streams.counters.sent < before + updates) await sleep(5);
}

/** Each stored book that is not the exchange's true one of its update, best levels, and each that is stored twice. */
async function falsehoods({ databaseUrl, sandbox }: PollFixture): Promise<string[]> {
  const rows = await queryTexts(
    databaseUrl,
    `SELECT market, exchange_symbol, last_update_id, best_bid, best_bid_size, best_ask, best_ask_size,
       cardinality(bid_prices), cardinality(ask_prices)
     FROM order_book_snapshots JOIN symbols ON symbols.id = symbol_id`,
  );
  const seen = new Set<string>();
  return rows.flatMap(([market, symbol, update, ...stored]) => {
    const key = `${market} ${symbol} ${update}`;
    const truth = sandbox.book(market as 'spot', String(symbol), { updateId: Number(update) });
    const [bid, ask] = [truth.bids[0], truth.asks[0]];
    const expected = [...(bid ?? []), ...(ask ?? []), truth.bids.length, truth.asks.length].map(Number);
    const isTrue = stored.every((value, index) => Number(value) === expected[index]);
    const found = [
      ...(isTrue ? [] : [`${key} differs`]),
      ...(seen.has(key) ? [`${key} is there twice`] : []),
    ];
    seen.add(key);
    return found;
  });
}

describe('stream', () => {
  let fixture: PollFixture;
  beforeAll(async () => {
    fixture = await startPollFixture(options);
  });
  afterAll(() => fixture?.close());

  it('keeps books of three markets live, and stores each in every slot', async () => {
    const run = await fixture.orderbook([...command, '--count', '8']);
    const code = codeOf(read(run));
    expect(exitOf(run, code)).toBe(code);
    const { outcome, books, total } = read(run);
    expect(outcome).toBe(code === 0 ? 'complete' : 'partial');
    expect(total).toMatchObject({ slots: 24, lost: 0, refused: 0 });
    expect(total.stored + total.duplicate + total.missed).toBe(24);
    for (const { updates, stored } of books) {
      expect(updates).toBeGreaterThan(0);
      expect(stored).toBeGreaterThan(0);
    }
    expect(await falsehoods(fixture)).toEqual([]);
  });

  it('tells a person the same in a table', async () => {
    const flags = ['--every', '100ms', '--depth', 'all', '--duration', '1s'];
    const run = await fixture.orderbook(['stream', ...of(symbols), ...flags]);
    expect([0, 3]).toContain(run.code);
    expect(run.stdout).toMatch(
      /^symbol +slots +stored +duplicate +late +refused +lost +missed +gaps +longest +updates$/m,
    );
    expect(run.stdout).toMatch(/^BTC-USD-PERP:BTC .* - +\d+$/m);
    expect(run.stdout).toMatch(
      /^(?:Complete|Partly done): 3 books, \d+ slots, \d+ stored, 0 gaps, \d+ updates; /m,
    );
    expect(run.stderr).toContain('3 books live after');
  });

  it('misses what it must, and says so: exit 3', async () => {
    fixture.sandbox.faults.add({ kind: 'stream-cut', endpoint: 'stream', market: 'spot', after: 15 });
    fixture.sandbox.faults.add({
      kind: 'stream-refused',
      endpoint: 'stream',
      market: 'spot',
      after: 1,
      times: 2,
    });
    const run = await fixture.orderbook([...command, '--count', '40']);
    fixture.sandbox.faults.clear();
    expect(exitOf(run, 3)).toBe(3);
    const { outcome, books, total } = read(run);
    expect(outcome).toBe('partial');
    expect(total.missed).toBeGreaterThan(0);
    expect(books).toMatchObject([
      { symbol: 'BTC-USDT-SPOT', gaps: 1, openGap: null },
      { gaps: 0 },
      { gaps: 0 },
    ]);
    const lapses = await queryTexts(
      fixture.databaseUrl,
      "SELECT DISTINCT symbol FROM order_book_lapses JOIN symbols ON symbols.id = symbol_id WHERE kind = 'missed' AND reason LIKE 'disconnected: %'",
    );
    expect(lapses).toEqual([['BTC-USDT-SPOT']]);
    expect(run.stderr).toContain('BTC-USDT-SPOT is broken');
    expect(run.stderr).toContain('BTC-USDT-SPOT is whole again');
  });

  it('runs until Ctrl-C: exit 130, with its counts', async () => {
    const interrupted = await fixture.orderbook(command, {
      onStart: (kill) => void sent(fixture, 15).then(() => kill('SIGINT')),
    });
    expect(exitOf(interrupted, 130)).toBe(130);
    expect(read(interrupted)).toMatchObject({ interrupted: true, unrecordedSlots: 0 });
    expect(read(interrupted).total.stored).toBeGreaterThan(0);
    expect(await falsehoods(fixture)).toEqual([]);
    expect(fixture.sandbox.streams.connections.every(({ closedAt }) => closedAt !== null)).toBe(true);
  });

  it.each([
    [['--depth', 'some'], '--depth'],
    [['--count', '0'], '--count'],
    [['--every', 'often'], '--every'],
    [['--every', '1m', '--duration', '0s'], 'duration'],
  ])('%j: exit 2', async (flags, says) => {
    const run = await fixture.orderbook(['stream', ...of(['BTC-USDT-SPOT']), ...flags]);
    expect(exitOf(run, 2)).toBe(2);
    expect(run.stderr).toContain(says);
  });
});

describe('a stream that is cut off', () => {
  it(
    'killed at random moments: what it said was stored is stored, and the next run goes on',
    { timeout },
    async () => {
      const fixture = await startPollFixture(options);
      const random = seededRandom(11);
      const said: string[] = [];
      try {
        for (let kill = 0; kill < 5; kill += 1) {
          const run = await fixture.orderbook([...command, '--log-level', 'debug'], {
            onStart: (send) => {
              void sent(fixture, 3 + Math.floor(random() * 40))
                .then(() => sleep(random() * EVERY_MS))
                .then(() => send('SIGKILL'));
            },
          });
          expect(run.code).toBeNull();
          said.push(...saidStored(run.stderr));
        }
        expect(said.length).toBeGreaterThan(10);
        const cut = await fixture.orderbook(command, {
          onStart: (send) => void killWhileBroken(fixture, () => send('SIGKILL')),
        });
        expect(cut.code).toBeNull();
        fixture.sandbox.faults.clear();
        const last = await fixture.orderbook([...command, '--count', '3']);
        const code = codeOf(read(last));
        expect(exitOf(last, code)).toBe(code);
        expect(read(last).abandonedGaps).toBe(3);
        const rows = await queryTexts(
          fixture.databaseUrl,
          'SELECT symbol, last_update_id FROM order_book_snapshots JOIN symbols ON symbols.id = symbol_id',
        );
        const held = new Set(rows.map(([symbol, update]) => `${symbol} ${update}`));
        expect(said.filter((one) => !held.has(one))).toEqual([]);
        expect(await falsehoods(fixture)).toEqual([]);
        const gaps = await queryTexts(
          fixture.databaseUrl,
          'SELECT abandoned_at IS NULL, resumed_at IS NULL FROM order_book_discontinuities',
        );
        expect(
          gaps.filter(([isNotAbandoned, isOpen]) => isNotAbandoned === isOpen && isOpen === 'true'),
        ).toEqual([]);
      } finally {
        await fixture.close();
      }
    },
  );

  it('bereft of its database server for a while: goes on, and tells what is lost', { timeout }, async () => {
    await using server = await PrivateServer.start();
    // Room for three books of two hundred levels.
    const env = { MARKETLOOM_ORDERBOOK_WAITING_LEVELS: '600' };
    const fixture = await startPollFixture(options, env, server.database);
    try {
      const outage = async (): Promise<void> => {
        await sent(fixture, 30);
        await server.kill();
        await sent(fixture, 60);
        await server.restart();
      };
      const [run] = await Promise.all([fixture.orderbook([...command, '--count', '100']), outage()]);
      expect(exitOf(run, 3)).toBe(3);
      const { outcome, total, unrecordedSlots, unrecordedGaps } = read(run);
      expect({ outcome, unrecordedSlots, unrecordedGaps }).toEqual({
        outcome: 'partial',
        unrecordedSlots: 0,
        unrecordedGaps: 0,
      });
      expect(total.lost).toBeGreaterThan(5);
      expect(total.stored + total.duplicate + total.lost + total.missed).toBe(total.slots);
      const [[failed] = []] = await queryTexts(
        fixture.databaseUrl,
        "SELECT coalesce(sum(slots), 0) FROM order_book_lapses WHERE kind = 'failed'",
      );
      expect(Number(failed)).toBe(total.lost);
      expect(await falsehoods(fixture)).toEqual([]);
    } finally {
      await fixture.close();
    }
  });
});

/** What a run said was stored. */
function saidStored(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    // The last line may be cut off.
    if (!line.includes('"order book stored"') || !line.endsWith('}')) return [];
    const { symbol, lastUpdateId } = JSON.parse(line) as { symbol: string; lastUpdateId: string };
    return [`${symbol} ${lastUpdateId}`];
  });
}

/** Cuts all streams once they run, refuses new ones, and kills when that is on record. */
async function killWhileBroken(fixture: PollFixture, kill: () => void): Promise<void> {
  const { faults } = fixture.sandbox;
  await sent(fixture, 30);
  faults.add({ kind: 'stream-refused', endpoint: 'stream', times: 'always' });
  faults.add({ kind: 'stream-cut', endpoint: 'stream', times: 'always' });
  const open =
    'SELECT count(*) FROM order_book_discontinuities WHERE resumed_at IS NULL AND abandoned_at IS NULL';
  for (;;) {
    const [[count] = []] = await queryTexts(fixture.databaseUrl, open);
    if (Number(count) === symbols.length) break;
    await sleep(20);
  }
  kill();
}
