/** What writes, and may be given a time to end in. Closing it once more may shorten that. */
export interface Closable<T> {
  close(withinMs: number): Promise<T>;
}

/** How long an end may take, ms. */
export interface ClosingTimes {
  /** Of a run that is stopped, from then on. */
  readonly graceMs: number;
  /** Of one that is not. */
  readonly drainMs: number;
}

/** Has something end by itself; a stop, be it meanwhile, leaves it less time. */
export async function closeInTime<T>(
  closable: Closable<T>,
  stop: AbortSignal | undefined,
  { graceMs, drainMs }: ClosingTimes,
): Promise<T> {
  if (stop?.aborted) return closable.close(graceMs);
  const hurry = (): void => void closable.close(graceMs);
  stop?.addEventListener('abort', hurry, { once: true });
  try {
    return await closable.close(drainMs);
  } finally {
    stop?.removeEventListener('abort', hurry);
  }
}
