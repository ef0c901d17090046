import type { LimitNotice, Pause } from './pause.ts';
import type { SettledRequest } from './weight-windows.ts';

/** How a request that was sent ended. Times in epoch ms. */
export interface Ending extends SettledRequest {
  /** Whether the exchange answered. */
  readonly answered: boolean;
  /** What the answer said about being sent too much. */
  readonly limit: LimitNotice | null;
}

/** A place in a budget, held by one request. Exactly one of `cancel` and `settle` ends it. */
export interface Admission {
  /**
   * Whether the request may be sent now; asked when its first byte is about to be written, since opening a connection
   * takes time and a ban may have come meanwhile. When not, it is to be cancelled.
   */
  begin(): boolean;
  /** Gives the place back: nothing was sent. */
  cancel(): void;
  /** Ends a request that was sent; gives the pause that holds now when the exchange set a limit. */
  settle(ending: Ending): Pause | null;
}
