/**
 * What the database has of TimescaleDB:
 * - `none`: plain tables
 * - `apache`: hypertables, without compression and continuous aggregates (the server runs it under the Apache licence
 *   alone)
 * - `full`: hypertables, compression and continuous aggregates
 */
export type TimescaleMode = 'none' | 'apache' | 'full';
