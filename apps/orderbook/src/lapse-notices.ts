import { formatMany } from '@marketloom/cli';
import type { Logger } from '@marketloom/exchange';
import type { CatalogueEntry, OrderBookLapse } from '@marketloom/storage';

/** How long slots are gathered before the next line about them, ms. */
const GATHER_MS = 10_000;

/** Says in the log which slots were late, failed or missed: the first at once, then a line every ten seconds at most. */
export class LapseNotices {
  readonly #logger: Logger;
  readonly #counts = { late: 0, failed: 0, missed: 0 };
  #last: { readonly entry: CatalogueEntry; readonly lapse: OrderBookLapse } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Takes note of slots of an instrument. */
  add(entry: CatalogueEntry, lapse: OrderBookLapse): void {
    this.#counts[lapse.kind] += lapse.slots;
    this.#last = { entry, lapse };
    if (this.#timer === null) this.#say();
  }

  /** Says what has not been said yet, and no more. */
  stop(): void {
    this.#say();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #say(): void {
    this.#timer = null;
    if (this.#last === null) return;
    const { entry, lapse } = this.#last;
    const { late, failed, missed } = this.#counts;
    const said = [
      ...(late > 0 ? [`${late} late`] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(missed > 0 ? [`${missed} missed`] : []),
    ].join(', ');
    const which = `${entry.symbol.toString()} at ${new Date(lapse.slotAt).toISOString()}`;
    this.#logger.warn(`${formatMany(late + failed + missed, 'slot')} not as planned (${said}); ${which}`, {
      late,
      failed,
      missed,
      kind: lapse.kind,
      reason: lapse.reason,
    });
    this.#last = null;
    Object.assign(this.#counts, { late: 0, failed: 0, missed: 0 });
    this.#timer = setTimeout(() => this.#say(), GATHER_MS);
    this.#timer.unref();
  }
}
