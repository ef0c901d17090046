import { exitOf, seededRandom } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  disagreements,
  type PollDocument,
  type PollFixture,
  readSlots,
  startPollFixture,
} from './testing/poll-fixture.ts';

const SLOTS = 220;
const EVERY_MS = 50;
const symbols = ['BTC-USDT-SPOT', 'ETH-USDT-PERP', 'BTC-USD-PERP:BTC'];

describe('a poll of an exchange whose answers take now longer, now shorter', () => {
  let fixture: PollFixture;
  beforeAll(async () => {
    fixture = await startPollFixture();
  });
  afterAll(() => fixture?.close());

  it(`accounts for each of ${SLOTS} slots, and the database agrees`, { timeout: 60_000 }, async () => {
    const random = seededRandom(2026);
    for (let index = 0; index < SLOTS * symbols.length; index += 1) {
      const endpoint = 'depth';
      // Most answers come within the slot, some take several, some are errors.
      if (random() < 0.03) fixture.sandbox.faults.add({ kind: 'server-error', endpoint });
      else if (random() < 0.02) fixture.sandbox.faults.add({ kind: 'book-crossed', endpoint });
      else fixture.sandbox.faults.add({ kind: 'slow', endpoint, delayMs: Math.floor(random() ** 3 * 60) });
    }
    const before = Date.now();
    const flags = `--exchange binance --symbols ${symbols.join(',')} --every ${EVERY_MS}ms --count ${SLOTS} --depth 20`;
    const run = await fixture.orderbook(['poll', ...flags.split(' '), '--json']);
    expect(exitOf(run, 3)).toBe(3);
    const said = JSON.parse(run.stdout) as PollDocument;
    expect(said).toMatchObject({ outcome: 'partial', interrupted: false, unrecordedSlots: 0 });
    expect(said.books.map(({ symbol, slots }) => [symbol, slots])).toEqual(
      symbols.map((symbol) => [symbol, SLOTS]),
    );
    for (const book of said.books) {
      const held = await readSlots(fixture.databaseUrl, book.symbolId, EVERY_MS);
      expect(disagreements(book, held)).toEqual([]);
      expect(held.books).toBe(book.stored);
      expect(book.failed).toBeGreaterThan(0);
      expect(book.taken + book.late).toBeGreaterThan(0);
      // All of them lie on the clock, in one span of so many slots.
      const slots = [...held.late, ...held.failed, ...held.missed];
      expect(slots.filter((slot) => slot % EVERY_MS !== 0)).toEqual([]);
      expect(Math.min(...slots)).toBeGreaterThanOrEqual(before);
      expect(Math.max(...slots) - Math.min(...slots)).toBeLessThan(SLOTS * EVERY_MS);
    }
    // What was asked for is what was not missed.
    const asked = fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'depth').length;
    expect(asked).toBe(said.total.slots - said.total.missed);
  });
});
