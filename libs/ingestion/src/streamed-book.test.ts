import { silentLogger } from '@marketloom/exchange';
import type { CatalogueEntry, OrderBookLapse } from '@marketloom/storage';
import { SymbolRepresentation } from '@marketloom/symbol';
import { describe, expect, it } from 'vitest';
import type { SnapshotFate, SnapshotToStore } from './snapshot-fate.ts';
import { StreamedBook } from './streamed-book.ts';
import { advance, liveBook } from './testing/scripted-books.ts';

const entry = {
  id: 7,
  market: 'spot',
  exchangeSymbol: 'BTCUSDT',
  symbol: SymbolRepresentation.parse('BTC-USDT-SPOT'),
} as CatalogueEntry;
const lost: SnapshotFate = { kind: 'lost', failure: { kind: 'storage', message: 'away' } };

/** A book whose snapshots wait until a test says what becomes of them. */
function start(count: number = Infinity) {
  const written: {
    readonly item: SnapshotToStore;
    readonly settle: (fate: SnapshotFate) => Promise<void>;
  }[] = [];
  const lapses: OrderBookLapse[] = [];
  const book = new StreamedBook(entry, {
    writer: {
      write: (item) =>
        new Promise((resolve) => {
          const settle = async (fate: SnapshotFate): Promise<void> => {
            resolve(fate);
            await new Promise((next) => setImmediate(next));
          };
          written.push({ item, settle });
        }),
      record: (lapse) => void lapses.push(lapse),
    },
    logger: silentLogger,
    settled: () => undefined,
    depth: undefined,
    count,
    toleranceMs: 10,
    patientUntil: 1000,
  });
  const live = liveBook(entry, 100);
  book.isHere(live);
  const slot = (slotAt: number): void => book.take({ slotAt, dueAt: slotAt, missed: null }, slotAt);
  return { book, live, written, lapses, slot };
}

describe('StreamedBook', () => {
  it('has slots in which it has not changed share the fate of the snapshot on its way', async () => {
    const { book, written, slot } = start();
    for (const at of [0, 10, 20]) slot(at);
    expect(written).toHaveLength(1);
    expect(book.counts).toMatchObject({ slots: 3, stored: 0, duplicate: 0 });
    await written[0]?.settle({ kind: 'stored' });
    expect(book.counts).toMatchObject({ slots: 3, stored: 1, duplicate: 2 });
    slot(30);
    expect(book.counts).toMatchObject({ slots: 4, stored: 1, duplicate: 3 });
  });

  it('takes what was lost again, though it has not changed since', async () => {
    const { book, written, lapses, slot } = start();
    for (const at of [0, 10]) slot(at);
    await written[0]?.settle(lost);
    expect(book.counts).toMatchObject({ slots: 2, lost: 2, duplicate: 0 });
    // The writer records the slot of the snapshot itself.
    expect(lapses).toMatchObject([{ kind: 'failed', slotAt: 10, reason: 'away' }]);
    slot(20);
    expect(written).toHaveLength(2);
    await written[1]?.settle({ kind: 'stored' });
    expect(book.counts).toMatchObject({ slots: 3, lost: 2, stored: 1 });
  });

  it('keeps a newer snapshot when an older one is lost', async () => {
    const { book, live, written, slot } = start();
    slot(0);
    advance(live, 101);
    slot(10);
    await written[1]?.settle({ kind: 'stored' });
    await written[0]?.settle(lost);
    slot(20);
    expect(written).toHaveLength(2);
    expect(book.counts).toMatchObject({ slots: 3, stored: 1, lost: 1, duplicate: 1 });
  });

  it('tells what was late, and the slots that passed', () => {
    const { book, lapses, slot } = start(5);
    slot(0);
    const missed = { slotAt: 10, untilSlotAt: 20, slots: 2 };
    book.take({ slotAt: 30, dueAt: 30, missed }, 55);
    expect(book.counts).toMatchObject({ slots: 4, late: 1, missed: 2 });
    expect(lapses).toMatchObject([
      { kind: 'missed', ...missed, delayMs: null },
      { kind: 'late', slotAt: 30, slots: 1, delayMs: 25 },
    ]);
    book.take({ slotAt: null, dueAt: 80, missed: { slotAt: 40, untilSlotAt: 60, slots: 3 } }, 80);
    expect(book.isOver).toBe(true);
    expect(book.counts).toMatchObject({ slots: 5, missed: 3 });
    expect(lapses.at(-1)).toMatchObject({ kind: 'missed', slotAt: 40, slots: 1 });
  });
});
