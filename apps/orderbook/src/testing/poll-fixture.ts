import {
  type SandboxExchange,
  type SandboxOptions,
  startSandboxExchange,
} from '@marketloom/sandbox-exchange';
import {
  type AppRun,
  queryTexts,
  type RunAppOptions,
  startSyncedApps,
  type SyncedApps,
  type TestDatabase,
} from '@marketloom/testing';

/** A simulated exchange, a database with its catalogue, and the orderbook app on top of them. */
export interface PollFixture extends SyncedApps {
  readonly sandbox: SandboxExchange;
  /** Runs `marketloom-orderbook` in a process of its own. */
  orderbook(args: readonly string[], options?: RunAppOptions): Promise<AppRun>;
}

/** Starts all of it. Requests are not repeated, unless `env` says otherwise. */
export async function startPollFixture(
  options: SandboxOptions = {},
  env: Readonly<Record<string, string>> = {},
  given?: TestDatabase,
): Promise<PollFixture> {
  const sandbox = await startSandboxExchange(options);
  const urls = Object.entries(sandbox.streamUrls).flatMap(([market, streamUrl]) => [
    [`MARKETLOOM_BINANCE_${market.toUpperCase()}_URL`, sandbox.url],
    [`MARKETLOOM_BINANCE_${market.toUpperCase()}_STREAM_URL`, streamUrl],
  ]);
  const apps = await startSyncedApps({
    server: sandbox,
    env: { ...(Object.fromEntries(urls) as Record<string, string>), ...env },
    database: given,
  });
  return { ...apps, sandbox, orderbook: (args, how) => apps.run('orderbook', args, how) };
}

/** What `poll --json` says of one symbol. */
export interface PolledSymbol {
  readonly symbol: string;
  readonly symbolId: number;
  readonly slots: number;
  readonly taken: number;
  readonly late: number;
  readonly failed: number;
  readonly missed: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly lost: number;
}

/** What `poll --json` says. */
export interface PollDocument {
  readonly outcome: string;
  readonly interrupted: boolean;
  readonly unrecordedSlots: number;
  readonly books: readonly PolledSymbol[];
  readonly total: Omit<PolledSymbol, 'symbol' | 'symbolId'>;
}

/** What the database holds of one symbol. */
export interface DatabaseSlots {
  readonly books: number;
  readonly late: readonly number[];
  readonly failed: readonly number[];
  readonly missed: readonly number[];
}

/** Reads how many books of a symbol there are, and which of its slots were late, failed or missed (epoch ms). */
export async function readSlots(url: string, symbolId: number, everyMs: number): Promise<DatabaseSlots> {
  const [[books] = []] = await queryTexts(
    url,
    'SELECT count(*) FROM order_book_snapshots WHERE symbol_id = $1',
    [symbolId],
  );
  const lapses = await queryTexts(
    url,
    'SELECT kind, (extract(epoch FROM slot_at) * 1000)::bigint, slots FROM order_book_lapses WHERE symbol_id = $1',
    [symbolId],
  );
  const slots = (kind: string): number[] =>
    lapses
      .filter(([name]) => name === kind)
      .flatMap(([, first, count]) =>
        Array.from({ length: Number(count) }, (_, index) => Number(first) + index * everyMs),
      )
      .toSorted((a, b) => a - b);
  return { books: Number(books), late: slots('late'), failed: slots('failed'), missed: slots('missed') };
}

/** All that does not agree between what a run said of a symbol and what the database holds; nothing, as it must be. */
export function disagreements(said: PolledSymbol, held: DatabaseSlots): string[] {
  const pairs: [string, number, number][] = [
    ['taken + late + failed + missed', said.taken + said.late + said.failed + said.missed, said.slots],
    ['stored + duplicate', said.stored + said.duplicate, said.taken + said.late],
    ['late', held.late.length, said.late],
    ['failed', held.failed.length, said.failed],
    ['missed', held.missed.length, said.missed],
  ];
  const all = [...held.late, ...held.failed, ...held.missed];
  return [
    ...pairs.flatMap(([what, is, must]) => (is === must ? [] : [`${what}: ${is}, not ${must}`])),
    ...(new Set(all).size === all.length ? [] : ['a slot is recorded twice']),
  ];
}
