import { setTimeout as sleep } from 'node:timers/promises';
import { exitOf, PrivateServer, queryTexts, seededRandom } from '@marketloom/testing';
import { describe, expect, it } from 'vitest';
import {
  disagreements,
  type PollDocument,
  type PollFixture,
  readSlots,
  startPollFixture,
} from './testing/poll-fixture.ts';

const EVERY_MS = 50;
const symbols = ['BTC-USDT-SPOT', 'ETH-USDT-PERP'];
const flags = `--exchange binance --symbols ${symbols.join(',')} --every ${EVERY_MS}ms --depth 10 --json`;
const command = ['poll', ...flags.split(' ')];
const timeout = 120_000;

/** Resolves when the exchange was asked for so many books. */
async function asked(fixture: PollFixture, books: number): Promise<void> {
  while (fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'depth').length < books)
    await sleep(5);
}

/** The update ids that a run said were stored, by symbol. */
function saidStored(log: string): [symbol: string, update: string][] {
  return log.split('\n').flatMap((line): [string, string][] => {
    // The last line may be cut off.
    if (!line.includes('"order book stored"') || !line.endsWith('}')) return [];
    const said = JSON.parse(line) as { symbol: string; lastUpdateId: string };
    return [[said.symbol, said.lastUpdateId]];
  });
}

describe('a poll that is cut off', () => {
  it('killed at random moments: what it said was stored is stored', { timeout }, async () => {
    const fixture = await startPollFixture({ limits: false });
    const random = seededRandom(9);
    try {
      const all: string[] = [];
      for (let kill = 0; kill < 6; kill += 1) {
        fixture.sandbox.clearRequests();
        const run = await fixture.orderbook([...command, '--count', '1000', '--log-level', 'debug'], {
          onStart: (send) => {
            void asked(fixture, 2 + Math.floor(random() * 30))
              .then(() => sleep(random() * EVERY_MS))
              .then(() => send('SIGKILL'));
          },
        });
        expect(run.code).toBeNull();
        all.push(...saidStored(run.stderr).map(([symbol, update]) => `${symbol} ${update}`));
      }
      expect(all.length).toBeGreaterThan(20);
      const rows = await queryTexts(
        fixture.databaseUrl,
        'SELECT symbol, last_update_id FROM order_book_snapshots JOIN symbols ON symbols.id = symbol_id',
      );
      const held = new Set(rows.map(([symbol, update]) => `${symbol} ${update}`));
      expect(all.filter((one) => !held.has(one))).toEqual([]);
    } finally {
      await fixture.close();
    }
  });

  /** Polls while the database server is killed and comes back; gives what the run said. */
  const pollWithoutDatabase = async (
    server: PrivateServer,
    fixture: PollFixture,
    code: number,
    away: { readonly slots: number },
  ): Promise<PollDocument> => {
    const outage = async (): Promise<void> => {
      await asked(fixture, 60);
      await server.kill();
      await asked(fixture, 60 + away.slots * symbols.length);
      await server.restart();
    };
    const [run] = await Promise.all([fixture.orderbook([...command, '--count', '200']), outage()]);
    expect(exitOf(run, code)).toBe(code);
    expect(run.stderr).toContain('the database does not answer');
    expect(run.stderr).toContain('the database answers again');
    return JSON.parse(run.stdout) as PollDocument;
  };

  it(
    'bereft of its database for a while: keeps what fits, and records what is lost',
    { timeout },
    async () => {
      await using server = await PrivateServer.start();
      // Room for ten books of twenty levels.
      const fixture = await startPollFixture(
        {},
        { MARKETLOOM_ORDERBOOK_WAITING_LEVELS: '200' },
        server.database,
      );
      try {
        const said = await pollWithoutDatabase(server, fixture, 3, { slots: 30 });
        expect(said).toMatchObject({ outcome: 'partial', unrecordedSlots: 0 });
        expect(said.total.lost).toBeGreaterThan(10);
        for (const book of said.books) {
          const held = await readSlots(fixture.databaseUrl, book.symbolId, EVERY_MS);
          expect(disagreements(book, held)).toEqual([]);
          expect(book.slots).toBe(200);
          // A commit whose answer was lost with the server counts as a duplicate when it is tried again.
          expect(held.books).toBeGreaterThanOrEqual(book.stored);
          expect(held.books).toBeLessThanOrEqual(book.stored + book.duplicate);
        }
      } finally {
        await fixture.close();
      }
    },
  );

  it('bereft of its database for less than there is room: loses nothing', { timeout }, async () => {
    await using server = await PrivateServer.start();
    const fixture = await startPollFixture({}, {}, server.database);
    try {
      const args = [...command, '--count', '120'];
      const outage = async (): Promise<void> => {
        await asked(fixture, 40);
        await server.kill();
        await asked(fixture, 80);
        await server.restart();
      };
      const [run] = await Promise.all([fixture.orderbook(args), outage()]);
      const said = JSON.parse(run.stdout) as PollDocument;
      expect(said).toMatchObject({ unrecordedSlots: 0, total: { lost: 0, failed: 0, slots: 240 } });
      for (const book of said.books) {
        const held = await readSlots(fixture.databaseUrl, book.symbolId, EVERY_MS);
        expect(disagreements(book, held)).toEqual([]);
      }
    } finally {
      await fixture.close();
    }
  });

  it('whose database hangs for a while, its connections open: loses nothing', { timeout }, async () => {
    await using server = await PrivateServer.start();
    const fixture = await startPollFixture({}, { MARKETLOOM_DATABASE_TIMEOUT: '1s' }, server.database);
    try {
      const hang = async (): Promise<void> => {
        await asked(fixture, 40);
        await server.pause();
        await sleep(3_000);
        server.resume();
      };
      const [run] = await Promise.all([fixture.orderbook([...command, '--count', '150']), hang()]);
      expect(run.stderr).toMatch(/the database does not answer.*has said nothing for 1 s/);
      expect(run.stderr).toContain('the database answers again');
      const said = JSON.parse(run.stdout) as PollDocument;
      expect(said).toMatchObject({ unrecordedSlots: 0, total: { lost: 0, failed: 0, slots: 300 } });
      for (const book of said.books) {
        const held = await readSlots(fixture.databaseUrl, book.symbolId, EVERY_MS);
        expect(disagreements(book, held)).toEqual([]);
        expect(held.books).toBeGreaterThanOrEqual(book.stored);
        expect(held.books).toBeLessThanOrEqual(book.stored + book.duplicate);
      }
    } finally {
      await fixture.close();
    }
  });
});
