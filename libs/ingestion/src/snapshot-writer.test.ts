import { type Clock, type OrderBookLevel, type OrderBookSnapshot, systemClock } from '@marketloom/exchange';
import {
  type CatalogueEntry,
  DatabaseUnreachableError,
  InvalidDataError,
  type OrderBookLapse,
} from '@marketloom/storage';
import { describe, expect, it } from 'vitest';
import type { SnapshotToStore } from './snapshot-fate.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

/** A store that tells what reached it, and that can be away or slow. */
class ScriptedStore implements SnapshotStore {
  readonly batches: (bigint | null)[][] = [];
  readonly lapses: OrderBookLapse[] = [];
  isAway = false;
  /** Resolves before anything is answered. */
  gate: Promise<void> = Promise.resolve();

  readonly storeAll: SnapshotStore['storeAll'] = async (batch) => {
    await this.#answer();
    for (const { snapshot } of batch) {
      if (snapshot.bids.length === 0)
        throw new InvalidDataError('both sides are empty', { operation: 'store' });
    }
    const before = new Set(this.batches.flat());
    this.batches.push(batch.map(({ snapshot }) => snapshot.lastUpdateId));
    return batch.map(({ snapshot: { lastUpdateId } }) => {
      const stored = !before.has(lastUpdateId);
      before.add(lastUpdateId);
      return { stored };
    });
  };

  readonly recordLapses: SnapshotStore['recordLapses'] = async (lapses) => {
    await this.#answer();
    this.lapses.push(...lapses.map((lapse) => ({ ...lapse })));
  };

  async #answer(): Promise<void> {
    await this.gate;
    if (this.isAway) throw new DatabaseUnreachableError('away', { operation: 'store' });
  }
}

/** Waits take no time but a turn. */
const hastyClock: Clock = {
  now: () => systemClock.now(),
  sleep: (_, signal) => systemClock.sleep(1, signal),
};

const level = {} as OrderBookLevel;

/** A book with one level a side; without any it is one that is refused. */
function book(update: number, levels: number = 1): SnapshotToStore {
  const side = Array.from({ length: levels }, () => level);
  const snapshot = { bids: side, asks: side, lastUpdateId: BigInt(update) } as unknown as OrderBookSnapshot;
  return { entry: { id: 7 } as CatalogueEntry, snapshot, slotAt: update * 1000 };
}

describe('SnapshotWriter', () => {
  it('writes those that wait together in one transaction, in their order, and tells of each', async () => {
    const store = new ScriptedStore();
    const writer = new SnapshotWriter({ orderBooks: store, everyMs: 1000 });
    const fates = [1, 2, 3, 1].map((update) => writer.write(book(update)));
    expect((await Promise.all(fates)).map(({ kind }) => kind)).toEqual([
      'stored',
      'stored',
      'stored',
      'duplicate',
    ]);
    expect(store.batches).toEqual([[1n, 2n, 3n, 1n]]);
    expect(await writer.close()).toEqual({ unrecordedSlots: 0 });
    expect(store.lapses).toEqual([]);
  });

  it('refuses one that is no book, records its slot, and stores the others of its batch', async () => {
    const store = new ScriptedStore();
    const writer = new SnapshotWriter({ orderBooks: store, everyMs: 1000 });
    const fates = await Promise.all([book(1), book(2), book(3, 0), book(4)].map((one) => writer.write(one)));
    expect(fates.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'refused', 'stored']);
    await writer.close();
    expect(store.batches.flat()).toEqual([1n, 2n, 4n]);
    expect(store.lapses).toMatchObject([{ symbolId: 7, kind: 'failed', slotAt: 3000, slots: 1 }]);
    expect(store.lapses[0]?.reason).toContain('both sides are empty');
  });

  it('keeps what fits while the database is away, and records the rest as one run once it is back', async () => {
    const store = new ScriptedStore();
    store.isAway = true;
    const writer = new SnapshotWriter({
      orderBooks: store,
      everyMs: 1000,
      maximumLevels: 20,
      clock: hastyClock,
    });
    const fates = Array.from({ length: 50 }, (_, index) => writer.write(book(index + 1)));
    await fates[49];
    expect(writer.waiting).toBe(10);
    await expect.poll(() => writer.away).toMatchObject({ kind: 'storage' });
    store.isAway = false;
    const kinds = (await Promise.all(fates)).map(({ kind }) => kind);
    expect(kinds).toEqual([...Array<string>(10).fill('stored'), ...Array<string>(40).fill('lost')]);
    expect(writer.away).toBeNull();
    expect(await writer.close()).toEqual({ unrecordedSlots: 0 });
    const [run, ...others] = store.lapses;
    expect(others.map(({ reason }) => reason)).toEqual([]);
    expect(run).toMatchObject({ kind: 'failed', slotAt: 11_000, untilSlotAt: 50_000, slots: 40 });
  });

  it('has room for one however large', async () => {
    const writer = new SnapshotWriter({ orderBooks: new ScriptedStore(), everyMs: 1000, maximumLevels: 1 });
    expect(await writer.write(book(1, 5))).toEqual({ kind: 'stored' });
    await writer.close();
  });

  it('drains at the end, and takes nothing after', async () => {
    const store = new ScriptedStore();
    const writer = new SnapshotWriter({ orderBooks: store, everyMs: 1000 });
    const fates = [1, 2, 3].map((update) => writer.write(book(update)));
    const end = writer.close();
    expect(await writer.write(book(4))).toMatchObject({ kind: 'lost' });
    expect(await end).toEqual({ unrecordedSlots: 0 });
    expect((await Promise.all(fates)).map(({ kind }) => kind)).toEqual(['stored', 'stored', 'stored']);
    expect(store.lapses).toMatchObject([{ slotAt: 4000, slots: 1 }]);
  });

  it.each(['away', 'silent'])(
    'gives up what waits when the grace is over and the database is %s',
    async (how) => {
      const store = new ScriptedStore();
      if (how === 'away') store.isAway = true;
      else store.gate = new Promise(() => undefined);
      const writer = new SnapshotWriter({ orderBooks: store, everyMs: 1000 });
      const fates = [1, 2].map((update) => writer.write(book(update)));
      expect(await writer.close(20)).toEqual({ unrecordedSlots: 2 });
      for (const fate of await Promise.all(fates)) {
        expect(fate).toMatchObject({ kind: 'lost', failure: { kind: 'storage' } });
      }
    },
  );
});
