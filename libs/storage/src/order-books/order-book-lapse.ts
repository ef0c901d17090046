/**
 * What became of a slot of the schedule instead of a book in time:
 * - `late`: the book is stored, but was taken after its time
 * - `failed`: it was asked for in vain, was refused, or could not be stored
 * - `missed`: it was not asked for
 */
export type OrderBookLapseKind = 'late' | 'failed' | 'missed';

/** A run of slots side by side that fared alike. Times are epoch ms. */
export interface OrderBookLapse {
  readonly symbolId: number;
  readonly kind: OrderBookLapseKind;
  /** The first slot. */
  readonly slotAt: number;
  /** The last slot; `slotAt` where it is one slot. */
  readonly untilSlotAt: number;
  /** How many slots; one at least. */
  readonly slots: number;
  /** The longest delay; null where no book came. */
  readonly delayMs: number | null;
  /** Why, for a person. */
  readonly reason: string;
}
