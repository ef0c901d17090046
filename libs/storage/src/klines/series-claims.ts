/** The ownership of one series. */
export interface Claim {
  /** Whether it was lost, because the connection that held it broke. */
  readonly lost: boolean;
  /** Lets the series go, for the next owner. Calling it again does nothing. */
  release(): Promise<void>;
}

/** Makes series belong to one owner at a time. */
export interface SeriesClaims {
  /**
   * Waits until nobody else owns what `key` stands for.
   * @param key of an advisory lock, as the text of a `bigint`
   * @throws the signal's reason, when it aborts
   */
  claim(key: string, signal?: AbortSignal): Promise<Claim>;
}
