import { setTimeout } from 'node:timers/promises';
import type { BookTrack } from './book-track.ts';

/** What a {@link SilenceCheck} works with. */
export interface SilenceCheckOptions {
  readonly tracks: readonly BookTrack[];
  /** How long a book may be quiet before it is asked about, in ms. */
  readonly silenceMs: number;
  readonly isBehind: (track: BookTrack, signal: AbortSignal) => Promise<boolean>;
  /** A book is quiet, and ought not to be. `isAll`: so is the whole connection. */
  readonly onSilent: (track: BookTrack, isAll: boolean) => void;
}

/** How long an update may take here, longer than what was asked after it, in ms. */
const GRACE_MS = 1000;

interface Quiet {
  /** What the book was at when it was last looked at, and since when it has been, by a clock that nobody sets. */
  id: bigint;
  since: number;
}

/**
 * Tells quiet markets from dead streams: of the books that have not changed for a while, one at a time, the one that has
 * been quiet longest, the exchange is asked whether its own has moved on. So a market without trade costs a small
 * request now and then, and no connection.
 */
export class SilenceCheck {
  readonly #options: SilenceCheckOptions;
  readonly #quiet: Map<BookTrack, Quiet> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #heardAt = performance.now();
  #isAsking = false;

  constructor(options: SilenceCheckOptions) {
    this.#options = options;
  }

  /** Begins to look, a few times in each silence that is allowed. */
  start(signal: AbortSignal): void {
    const everyMs = Math.max(1, Math.floor(this.#options.silenceMs / 4));
    this.#timer = setInterval(() => void this.#look(signal), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** A message came over the connection. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { silenceMs, isBehind, onSilent } = this.#options;
    const track = this.#quietest(performance.now());
    if (this.#isAsking || track === null) return;
    this.#isAsking = true;
    try {
      const { lastUpdateId } = track.book;
      const isDead = await isBehind(track, signal);
      // The update may be on its way.
      if (isDead) await setTimeout(Math.min(GRACE_MS, silenceMs), undefined, { signal });
      const isStill = track.book.isWhole && track.book.lastUpdateId === lastUpdateId;
      if (isDead && isStill && !signal.aborted)
        onSilent(track, performance.now() - this.#heardAt >= silenceMs);
    } catch {
      // Whoever cannot be asked now is asked again.
    } finally {
      this.#isAsking = false;
      const asked = this.#quiet.get(track);
      if (asked !== undefined) asked.since = performance.now();
    }
  }

  /** The book that has been quiet longest of those that have been for too long; null when none has. */
  #quietest(now: number): BookTrack | null {
    let quietest: BookTrack | null = null;
    let since = now - this.#options.silenceMs;
    for (const track of this.#options.tracks) {
      const { lastUpdateId: id, isWhole } = track.book;
      const known = this.#quiet.get(track);
      if (known === undefined || known.id !== id || !isWhole) {
        this.#quiet.set(track, { id, since: now });
      } else if (known.since <= since) {
        quietest = track;
        since = known.since;
      }
    }
    return quietest;
  }
}
