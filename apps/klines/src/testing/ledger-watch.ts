import { setTimeout as sleep } from 'node:timers/promises';
import type { TimeRange } from '@marketloom/exchange';
import pg from 'pg';

/** Looks on while the ledger of a range fills. */
export class LedgerWatch {
  readonly #client: pg.Client;
  readonly #range: TimeRange & { readonly series: number };

  private constructor(client: pg.Client, range: TimeRange & { readonly series: number }) {
    this.#client = client;
    this.#range = range;
  }

  /** @param range what is being settled, in so many series */
  static async open(url: string, range: TimeRange & { readonly series: number }): Promise<LedgerWatch> {
    const client = new pg.Client({ connectionString: url });
    // A server that is killed breaks the connection: then `share` rejects, and that is enough.
    client.on('error', () => undefined);
    await client.connect();
    return new LedgerWatch(client, range);
  }

  /** How much of the range is settled in all series together, from 0 to 1. */
  async share(): Promise<number> {
    const { start, end, series } = this.#range;
    const { rows } = await this.#client.query<{ settled: number }>(
      `SELECT coalesce(sum(extract(epoch FROM least(range_end, $2) - greatest(range_start, $1))), 0)::float8 AS settled
       FROM kline_coverage WHERE range_end > $1 AND range_start < $2`,
      [new Date(start), new Date(end)],
    );
    return ((rows[0]?.settled ?? 0) * 1000) / ((end - start) * series);
  }

  /** Resolves when so much is settled. */
  async reached(share: number): Promise<void> {
    while ((await this.share()) < share) await sleep(10);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}
