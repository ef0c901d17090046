/**
 * What a source gives, while the source already works on what comes next. Ending early, or an abort of `signal`, aborts
 * the signal that the source was started with.
 */
export async function* oneAhead<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const ended = new AbortController();
  const source = start(signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]));
  try {
    for (let upcoming = source.next(); ;) {
      // What comes next is begun when this is there: that is all that is ever ahead.
      // oxlint-disable-next-line no-await-in-loop
      const current = await upcoming;
      if (current.done === true) return;
      upcoming = source.next();
      // A failure is thrown in its turn, and not before.
      upcoming.catch(() => undefined);
      yield current.value;
    }
  } finally {
    ended.abort();
    await source.return();
  }
}
