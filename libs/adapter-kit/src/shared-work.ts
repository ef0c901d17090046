import { abortable } from '@marketloom/transport';

interface Work<T> {
  readonly result: Promise<T>;
  /** Stops it. */
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Work that is done once for all who ask for it while it is under way. Nothing is remembered: who asks after it has ended,
 * well or badly, has it done again.
 */
export class SharedWork<T> {
  readonly #begin: (signal: AbortSignal) => Promise<T>;
  #underWay: Work<T> | null = null;

  /** @param begin does it; its signal aborts when nobody waits any more */
  constructor(begin: (signal: AbortSignal) => Promise<T>) {
    this.#begin = begin;
  }

  /**
   * Waits for the work that is under way, or for one that it begins. An abort ends this wait alone; the work goes on as long as
   * somebody waits for it.
   * @throws what the work failed with, to all who wait for it, or the signal's reason
   */
  async wait(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const work = (this.#underWay ??= this.#start());
    work.waiting += 1;
    try {
      return await (signal === undefined ? work.result : abortable(work.result, signal));
    } finally {
      work.waiting -= 1;
      if (work.waiting === 0 && this.#underWay === work) {
        this.#underWay = null;
        work.stop.abort(signal?.reason);
      }
    }
  }

  #start(): Work<T> {
    const stop = new AbortController();
    const work = { result: this.#begin(stop.signal), stop, waiting: 0 };
    const forget = (): void => {
      if (this.#underWay === work) this.#underWay = null;
    };
    // Before those who wait are told, so that one of them who asks again does not find it.
    work.result.then(forget, forget);
    return work;
  }
}
