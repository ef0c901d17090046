/** What one run took. */
export interface Measurement {
  /** Rows that the run was to store. */
  readonly rows: number;
  /** From the start of the client process to its end. */
  readonly wallMs: number;
  /** CPU time of the client process, user and system. */
  readonly clientCpuMs: number;
  /** CPU time of all processes of the server; null where they are not on this machine. */
  readonly serverCpuMs: number | null;
  /** CPU time of the exchange's process; null where the run needs none. */
  readonly exchangeCpuMs: number | null;
  /** The most memory that the client had resident. */
  readonly peakBytes: number;
  /** Requests that the exchange was sent; null where the run needs none. */
  readonly requests: number | null;
}

/** Rows a second by the clock on the wall. */
export function rowsPerSecond({ rows, wallMs }: Measurement): number {
  return (rows / wallMs) * 1000;
}
