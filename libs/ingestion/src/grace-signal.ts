/** A signal that follows another one after a while, so that what is in hand can be finished. */
export interface GraceSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Gives a signal that aborts `graceMs` after `source` does, with the same reason. Dispose of it to let the process end
 * without waiting.
 */
export function withGrace(source: AbortSignal | undefined, graceMs: number): GraceSignal {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => controller.abort(source?.reason), graceMs);
  };
  if (source?.aborted) begin();
  else source?.addEventListener('abort', begin, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose](): void {
      clearTimeout(timer);
      source?.removeEventListener('abort', begin);
    },
  };
}
