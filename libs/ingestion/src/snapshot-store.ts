import type { OrderBookStore } from '@marketloom/storage';

/** What a {@link SnapshotWriter} writes to. */
export type SnapshotStore = Pick<OrderBookStore, 'storeAll' | 'recordLapses'>;
