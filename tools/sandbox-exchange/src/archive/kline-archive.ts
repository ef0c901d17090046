import { createHash } from 'node:crypto';
import type { ArchiveFault } from '../faults/fault.ts';
import { spoilLines } from '../faults/wrong-archives.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';
import type { ArchiveOptions } from './archive-options.ts';
import type { ArchiveFile } from './archive-path.ts';
import { csvFile, csvRows } from './csv-rows.ts';
import { writeZip } from './write-zip.ts';

const HOUR_MS = 3_600_000;
/** A file is asked for twice: its checksum, then itself. */
const KEPT = 16;

/** The history of the simulated exchange as files, made when they are asked for from the candles that REST serves. */
export class KlineArchive {
  readonly #exchange: SimulatedExchange;
  readonly #options: Required<ArchiveOptions>;
  readonly #made = new Map<string, Buffer>();

  constructor(exchange: SimulatedExchange, options: ArchiveOptions = {}) {
    this.#exchange = exchange;
    this.#options = { dailyLag: 8 * HOUR_MS, monthlyLag: 30 * HOUR_MS, header: true, ...options };
  }

  /**
   * The zip file; null when there is none by `now`: too early, an instrument that never was, a time without candles. It
   * holds the candles that had closed when it was published, and never changes.
   */
  zip(file: ArchiveFile, now: number, fault: ArchiveFault | null): Buffer | null {
    const { dailyLag, monthlyLag, header } = this.#options;
    const publishedAt = file.end + (file.kind === 'daily' ? dailyLag : monthlyLag);
    if (now < publishedAt) return null;
    const key = `${file.market}/${file.kind}/${file.name}/${fault ?? ''}`;
    const known = this.#made.get(key);
    if (known) return known;
    const lines = this.#lines(file, now, publishedAt);
    if (lines.length === 0) return null;
    const spoiled = fault ? spoilLines(lines, fault) : lines;
    const csv = csvFile(spoiled, { header: header && file.market !== 'spot' });
    const zip = writeZip(`${file.name}.csv`, csv);
    if (this.#made.size >= KEPT) this.#made.delete(this.#made.keys().next().value as string);
    this.#made.set(key, zip);
    return zip;
  }

  #lines(file: ArchiveFile, now: number, publishedAt: number): string[] {
    const { market, symbol, interval, start, end } = file;
    const instrument = this.#exchange.findListedEver(market, symbol, [now, start]);
    if (!instrument) return [];
    const window = { from: start, until: end - 1, limit: Infinity, newest: false };
    const body = this.#exchange.klines(instrument, interval, window, publishedAt);
    return csvRows(body, market, start, publishedAt);
  }
}

/** The text beside a file: its SHA-256 and its name, as `sha256sum` writes them. */
export function checksumText(zip: Buffer, { name }: ArchiveFile, fault: ArchiveFault | null): Buffer {
  const sum = createHash('sha256').update(zip);
  if (fault === 'archive-wrong-checksum') sum.update('another file');
  return Buffer.from(`${sum.digest('hex')}  ${name}.zip\n`);
}
