import { alignRange, type Interval, type KlineTable, type TimeRange } from '@marketloom/exchange';
import type { Connection } from '../connection/connection.ts';
import { withStorageErrors } from '../errors/to-storage-error.ts';
import { checkSeries } from './check-series.ts';
import { assertMadeOfMinutes, compareWithMinutes, type MinutesInterval } from './compare-with-minutes.ts';
import { type EmptyCounts, type EmptyQuestion, explainEmpty } from './explain-empty.ts';
import type { KlineCheckOptions, KlineFindings } from './kline-finding.ts';
import type { KlineSeries, KlineStore, SeriesFilter, SeriesStatus } from './kline-store.ts';
import { seriesLockKey } from './lock-keys.ts';
import { MixedColumnsError } from './mixed-columns-error.ts';
import { PostgresKlineSeries } from './postgres-kline-series.ts';
import { joinTables, readKlines } from './read-klines.ts';
import type { SeriesClaims } from './series-claims.ts';
import { readStatus } from './series-status.ts';
import { SessionClaims } from './session-claims.ts';
import { BatchWriter } from './write-batch.ts';

const BATCH_SIZE = 10_000;

/** {@link KlineStore} in PostgreSQL, with TimescaleDB or without. */
export class PostgresKlineStore implements KlineStore {
  readonly #connection: Connection;
  readonly #claims: SeriesClaims;
  readonly #writer: BatchWriter;

  /**
   * @param connection has at least two sessions: one of them holds the claims while there are any
   * @param claims how series are claimed; by advisory locks, between processes, when left out
   */
  constructor(connection: Connection, claims: SeriesClaims = new SessionClaims(connection)) {
    this.#connection = connection;
    this.#claims = claims;
    this.#writer = new BatchWriter(connection);
  }

  async claim(
    symbolId: number,
    interval: Interval,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<KlineSeries> {
    const key = seriesLockKey('claim', symbolId, interval);
    const claim = await unlessAborted(options.signal, `claim symbol ${symbolId}, ${interval}`, () =>
      this.#claims.claim(key, options.signal),
    );
    return new PostgresKlineSeries(symbolId, interval, this.#connection, this.#writer, claim);
  }

  status(filter: SeriesFilter = {}): Promise<SeriesStatus[]> {
    return withStorageErrors('read the status of the klines', () => readStatus(this.#connection, filter));
  }

  async *rows(
    symbolId: number,
    interval: Interval,
    range: TimeRange,
    options: { readonly batchSize?: number; readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<KlineTable> {
    const { batchSize = BATCH_SIZE, signal } = options;
    const tables = readKlines(this.#connection, symbolId, interval, alignRange(range, interval), batchSize);
    for (;;) {
      signal?.throwIfAborted();
      const { value, done } = await withStorageErrors(readOperation(symbolId, interval), () => tables.next());
      if (done === true) return;
      yield value;
    }
  }

  async read(symbolId: number, interval: Interval, range: TimeRange): Promise<KlineTable> {
    const tables: KlineTable[] = [];
    for await (const table of this.rows(symbolId, interval, range)) tables.push(table);
    const joined = joinTables(tables);
    if (joined === null) throw new MixedColumnsError({ operation: readOperation(symbolId, interval) });
    return joined;
  }

  check(
    symbolId: number,
    interval: Interval,
    range?: TimeRange,
    options: KlineCheckOptions = {},
  ): Promise<KlineFindings> {
    return unlessAborted(options.signal, `check klines of symbol ${symbolId}, ${interval}`, () =>
      checkSeries(this.#connection, { symbolId, interval }, range, options),
    );
  }

  async compareWithMinutes(
    symbolId: number,
    interval: MinutesInterval,
    range?: TimeRange,
    options: KlineCheckOptions = {},
  ): Promise<KlineFindings> {
    assertMadeOfMinutes(interval);
    return unlessAborted(
      options.signal,
      `compare klines of symbol ${symbolId}, ${interval}, with minutes`,
      () => compareWithMinutes(this.#connection, { symbolId, interval }, range, options),
    );
  }

  explainEmpty(question: EmptyQuestion): Promise<EmptyCounts> {
    return unlessAborted(question.signal, `explain empty ranges of ${question.interval} klines`, () =>
      explainEmpty(this.#connection, question),
    );
  }
}

function readOperation(symbolId: number, interval: Interval): string {
  return `read klines of symbol ${symbolId}, ${interval}`;
}

/** Like {@link withStorageErrors}, but the reason of an abort is thrown as it is. */
async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  operation: string,
  work: () => Promise<T>,
): Promise<T> {
  return withStorageErrors(operation, async () => {
    try {
      return { result: await work() };
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return { reason: signal.reason as unknown };
    }
  }).then((outcome) => {
    if ('reason' in outcome) throw outcome.reason;
    return outcome.result;
  });
}
