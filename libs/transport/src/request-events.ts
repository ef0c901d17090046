/** A request that is about to be written. */
export interface RequestEvent {
  readonly exchange: string;
  readonly operation: string;
  readonly method: string;
  /** Without the values of what may be a secret. */
  readonly url: string;
  /** The id of the budget. */
  readonly budget: string;
  readonly weight: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** Epoch ms. */
  readonly sentAt: number;
}

/** A request that has ended. */
export interface ResponseEvent extends RequestEvent {
  /** Null when no whole answer came. */
  readonly status: number | null;
  /** The size of the body, decompressed. */
  readonly bytes: number;
  readonly durationMs: number;
  /** The use of the budget that the exchange told; null when it did not. */
  readonly usedWeight: number | null;
  /** What was thrown, by the network or by `decode`; null when all went well. */
  readonly error: unknown;
}
