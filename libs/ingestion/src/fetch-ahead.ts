/** How {@link fetchAhead} works. */
export interface FetchAheadOptions<Work, Result> {
  /** The next piece of work; null when there is none. It is not asked again before there is room for one more. */
  next(): Work | null;
  /** Does it. Must not reject: a failure is a result too. */
  fetch(work: Work): Promise<Result>;
  /** Whether a result makes it likely that the next pieces are worth fetching as well. */
  isPromising(result: Result): boolean;
  /** The most pieces that are under way, or done and not taken yet; asked before each. */
  most(): number;
}

/**
 * Does pieces of work side by side and gives their results in the order of the work, while the next ones are under way.
 * It begins with one piece, and doubles with every promising result, so that a stretch with nothing in it costs no
 * volley of requests: after a result that is not promising it is one piece again. Who stops listening early waits until
 * what is under way has ended.
 */
export async function* fetchAhead<Work, Result>(
  options: FetchAheadOptions<Work, Result>,
): AsyncGenerator<Result, void, undefined> {
  const underWay: Promise<Result>[] = [];
  let allowed = 1;
  try {
    for (;;) {
      while (underWay.length < allowed) {
        const work = options.next();
        if (work === null) break;
        underWay.push(options.fetch(work));
      }
      const oldest = underWay.shift();
      if (oldest === undefined) return;
      const result = await oldest;
      allowed = options.isPromising(result) ? Math.min(options.most(), allowed * 2) : 1;
      yield result;
    }
  } finally {
    await Promise.all(underWay);
  }
}
