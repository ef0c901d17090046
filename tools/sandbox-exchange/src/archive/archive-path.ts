import { DAY_MS, lengthOf, openTimeAfter, SANDBOX_INTERVALS } from '../intervals.ts';
import type { Market } from '../market.ts';

/** A file that the archive could have. */
export interface ArchiveFile {
  readonly market: Market;
  readonly symbol: string;
  /** As the REST API writes it: the month is `1M`. */
  readonly interval: string;
  readonly kind: 'daily' | 'monthly';
  /** The candles that open from here, epoch ms, … */
  readonly start: number;
  /** … and before here are in it. */
  readonly end: number;
  /** Without an ending: `BTCUSDT-1m-2024-02`. */
  readonly name: string;
}

/** What a request to the archive asks for. */
export interface ArchiveRoute {
  readonly market: Market;
  readonly symbol: string;
  /** The file itself, or the text that tells its SHA-256. */
  readonly part: 'zip' | 'checksum';
  /** Null where the archive can have no such file. */
  readonly file: ArchiveFile | null;
}

const FOLDERS: Readonly<Record<string, Market>> = {
  spot: 'spot',
  'futures/um': 'usdm',
  'futures/cm': 'coinm',
};
const PATH =
  /^\/data\/(spot|futures\/[uc]m)\/(daily|monthly)\/klines\/([^/]+)\/([^/]+)\/([^/]+)\.zip(\.CHECKSUM)?$/;

/**
 * Reads a path of the archive: `/data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2024-02-29.zip`; null for another path.
 * https://github.com/binance/binance-public-data
 */
export function archiveRouteOf(path: string): ArchiveRoute | null {
  const [, folder = '', kind, symbolText = '', written = '', nameText = '', checksum] = PATH.exec(path) ?? [];
  const market = FOLDERS[folder];
  if (market === undefined) return null;
  const symbol = decodeURIComponent(symbolText);
  const name = decodeURIComponent(nameText);
  const interval = written === '1mo' ? '1M' : written;
  const date = name.startsWith(`${symbol}-${written}-`) ? name.slice(`${symbol}-${written}-`.length) : '';
  const start = kind === 'daily' ? dayOf(date) : dayOf(`${date}-01`);
  const isKept =
    written !== '1M' &&
    SANDBOX_INTERVALS.includes(interval) &&
    (interval !== '1s' || market === 'spot') &&
    // Only what fits into a day is published by the day.
    (kind === 'monthly' || (lengthOf(interval) ?? Infinity) <= DAY_MS);
  const part = checksum === undefined ? 'zip' : 'checksum';
  if (!isKept || start === null) return { market, symbol, part, file: null };
  const end = kind === 'daily' ? start + DAY_MS : openTimeAfter(start, '1M');
  const file: ArchiveFile = {
    market,
    symbol,
    interval,
    kind: kind === 'daily' ? 'daily' : 'monthly',
    start,
    end,
    name,
  };
  return { market, symbol, part, file };
}

function dayOf(text: string): number | null {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? time : null;
}
