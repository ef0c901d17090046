/**
 * What the database has of TimescaleDB:
 * - `none`: plain tables
 * - `apache`: hypertables, without compression (the server runs it under the Apache licence alone)
 * - `full`: hypertables and compression
 */
export type TimescaleMode = 'none' | 'apache' | 'full';
