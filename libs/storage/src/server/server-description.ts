import type { TimescaleMode } from '../timescale/timescale-mode.ts';

/** The server that a database is on. */
export interface ServerDescription {
  /** PostgreSQL's version: `18.4`. */
  readonly version: string;
  readonly timescale: TimescaleMode;
  /** Where it is, without the password: `marketloom@127.0.0.1:5432/marketloom`. */
  readonly location: string;
  /** Whether it is our own, started in a folder of this machine. */
  readonly embedded: boolean;
}
