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
import { layoutOf } from './kline-layout.ts';
import type { KlineSeries } from './klines.ts';
import { oneAhead } from './one-ahead.ts';

/** What pages out of the archive are made with. */
export interface ArchiveParts {
  readonly client: ArchiveClient;
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
  const { instrument, interval, operation, signal } = series;
  const start = (downloading: AbortSignal): AsyncGenerator<Downloaded, void, undefined> =>
    download({ ...series, signal: downloading }, planArchive(range, interval, parts.now), parts);
  for await (const { file, path, zip } of oneAhead(start, signal)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const csv = await unzipOnly(zip, { name, operation });
    const wrong: { count: number; first: string | null } = { count: 0, first: null };
    const onWrongLine = (line: string): void => {
      wrong.count += 1;
      wrong.first ??= line.slice(0, 200);
    };
    const expected = { interval, operation, layout: layoutOf(instrument) };
    for (const page of archiveFilePages(csv, { ...expected, ...file, name, onWrongLine })) {
      signal?.throwIfAborted();
      yield page;
    }
    if (wrong.count === 0) continue;
    const message = `binance: ${wrong.count} rows of the archive's file ${name} cannot be right and are left out`;
    parts.logger.warn(message, { operation, path, first: wrong.first });
  }
}

/** The files that there are, in the order of their times. */
async function* download(
  series: KlineSeries,
  months: Iterable<ArchiveMonth>,
  { client, logger }: ArchiveParts,
): AsyncGenerator<Downloaded, void, undefined> {
  const { operation, signal } = series;
  const place: ArchiveSeries = {
    market: series.client.market.id,
    symbol: series.instrument.exchangeSymbol,
    interval: series.interval,
  };
  const fetch = async (file: ArchiveFile): Promise<Downloaded | null> => {
    const path = pathOf(place, file);
    const zip = await client.file(path, { operation, signal });
    if (zip === null) logger.debug('binance: the archive has no such file', { operation, path });
    return zip && { file, path, zip };
  };
  for (const { monthly, daily } of months) {
    const month = monthly && (await fetch(monthly));
    if (month === null) yield* days(daily);
    else yield month;
  }

  /** Where neither the first nor the last day has a file, none is looked for between: the months before a listing. */
  async function* days(files: readonly ArchiveFile[]): AsyncGenerator<Downloaded, void, undefined> {
    for (const [index, file] of files.entries()) {
      const day = await fetch(file);
      if (day !== null) yield day;
      const last = files.at(-1);
      if (day !== null || index > 0 || last === undefined || last === file) continue;
      if ((await client.checksum(pathOf(place, last), { operation, signal })) === null) return;
    }
  }
}
