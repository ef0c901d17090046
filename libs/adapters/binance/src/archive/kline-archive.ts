import type { KlineDialect, KlineSeries } from '@marketloom/adapter-kit';
import type { KlinePage, Logger, TimeRange } from '@marketloom/exchange';
import type { ArchiveClient } from './archive-client.ts';
import {
  type ArchiveFile,
  type ArchiveMonth,
  type ArchiveSeries,
  pathOf,
  planArchive,
} from './archive-files.ts';
import { archiveFilePages } from './archive-pages.ts';
import { unzipOnly } from './archive-zip.ts';
import type { MarketId } from '../markets.ts';
import { oneAhead } from './one-ahead.ts';

/** What pages out of the archive are made with. */
export interface ArchiveParts {
  readonly client: ArchiveClient;
  /** How the API words the rows that are in the files. */
  readonly dialect: KlineDialect;
  /** The exchange's clock, epoch ms: files of periods that are not over are not asked for. */
  readonly now: number;
  readonly logger: Logger;
}

interface Downloaded {
  readonly file: ArchiveFile;
  readonly path: string;
  readonly zip: Uint8Array;
}

/**
 * The candles of an aligned range that the archive's files hold, as {@link KlineArchive} promises. The next file is
 * downloaded while one is read.
 */
export async function* archivePages(
  series: KlineSeries,
  range: TimeRange,
  parts: ArchiveParts,
): AsyncGenerator<KlinePage, void, undefined> {
  const { interval, operation, signal } = series;
  const start = (downloading: AbortSignal): AsyncGenerator<Downloaded, void, undefined> =>
    download(planArchive(range, interval, parts.now), sourceOf({ ...series, signal: downloading }, parts));
  for await (const { file, path, zip } of oneAhead(start, signal)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const csv = await unzipOnly(zip, { name, operation });
    const wrong: { count: number; first: string | null } = { count: 0, first: null };
    const onWrongLine = (line: string): void => {
      wrong.count += 1;
      wrong.first ??= line.slice(0, 200);
    };
    const { dialect } = parts;
    for (const page of archiveFilePages(csv, { ...series, ...file, dialect, name, onWrongLine })) {
      signal?.throwIfAborted();
      yield page;
    }
    if (wrong.count === 0) continue;
    const message = `binance: rows of the archive's file ${name} cannot be right and are left out`;
    parts.logger.warn(message, { operation, path, rows: wrong.count, first: wrong.first });
  }
}

/** Where the files of one series come from. */
interface Source {
  /** A verified file; null when there is none. */
  fetch(file: ArchiveFile): Promise<Downloaded | null>;
  /** Whether there is a file. */
  has(file: ArchiveFile): Promise<boolean>;
}

function sourceOf(
  { instrument, interval, ...series }: KlineSeries,
  { client, logger }: ArchiveParts,
): Source {
  const { operation, signal } = series;
  const market = instrument.market as MarketId;
  const place: ArchiveSeries = { market, symbol: instrument.exchangeSymbol, interval };
  return {
    fetch: async (file) => {
      const path = pathOf(place, file);
      const zip = await client.file(path, { operation, signal });
      if (zip === null) logger.debug('binance: the archive has no such file', { operation, path });
      return zip && { file, path, zip };
    },
    has: async (file) => (await client.checksum(pathOf(place, file), { operation, signal })) !== null,
  };
}

/** The files that there are, in the order of their times. */
async function* download(
  months: Iterable<ArchiveMonth>,
  source: Source,
): AsyncGenerator<Downloaded, void, undefined> {
  for (const { monthly, daily } of months) {
    const month = monthly && (await source.fetch(monthly));
    if (month === null) yield* downloadDays(daily, source);
    else yield month;
  }
}

/** Where neither the first nor the last day has a file, none is looked for between: so pass the years before a listing. */
async function* downloadDays(
  files: readonly ArchiveFile[],
  source: Source,
): AsyncGenerator<Downloaded, void, undefined> {
  const last = files.at(-1);
  for (const [index, file] of files.entries()) {
    const day = await source.fetch(file);
    if (day !== null) yield day;
    else if (index === 0 && last !== undefined && last !== file && !(await source.has(last))) return;
  }
}
