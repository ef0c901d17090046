/** What the apps end with. */
export const EXIT_CODES = {
  /** All that was asked for is stored. */
  complete: 0,
  failed: 1,
  /** Bad usage or configuration. */
  usage: 2,
  /** Partly done; the summary names what is unresolved and why. */
  partial: 3,
  /** Stopped by SIGINT after a clean finish of what was in flight. */
  interrupted: 130,
  /** The same by SIGTERM. */
  terminated: 143,
} as const;

/** A number from {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
