import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '@marketloom/cli';
import { isInterval } from '@marketloom/exchange';
import type { FaultySeries } from '@marketloom/ingestion';
import type { CatalogueEntry, Database } from '@marketloom/storage';

/**
 * What `klines verify --json` has found, from its document.
 * @throws {UsageError} when the file cannot be read, is no such document, or is about another database
 */
export async function readFindings(
  path: string,
  { symbols }: Pick<Database, 'symbols'>,
): Promise<FaultySeries[]> {
  const fail = (reason: string, cause?: unknown): never => {
    throw new UsageError(`--from ${path}: ${reason}; it takes what verify --json prints`, { cause });
  };
  // Not the file /dev/stdin: it cannot be opened where another program has set a socket in its place.
  const read = path === '-' ? text(process.stdin) : readFile(path, 'utf8');
  const document = parse(await read.catch((error: Error) => fail(error.message, error)), fail);
  const entries = new Map((await symbols.list()).map((entry) => [entry.id, entry]));
  return document.map((series) => {
    const entry = entries.get(series['symbolId'] as number);
    const interval = String(series['interval']);
    if (entry === undefined || !isSame(entry, series)) {
      return fail(`this database has no ${String(series['symbol'])} of id ${String(series['symbolId'])}`);
    }
    if (!isInterval(interval)) return fail(`there is no interval ${interval}`);
    const omitted = Number(series['omitted'] ?? 0);
    return { entry, interval, findings: findingsOf(series['findings'], fail), omitted };
  });
}

type Fields = Readonly<Record<string, unknown>>;
type Fail = (reason: string, cause?: unknown) => never;

function parse(json: string, fail: Fail): readonly Fields[] {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    return fail('it is not JSON', error);
  }
  const series = isFields(document) ? document['series'] : undefined;
  if (Array.isArray(series) && series.every(isFields)) return series;
  return fail('it has no list of series');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(entry: CatalogueEntry, series: Fields): boolean {
  return entry.exchange === series['exchange'] && entry.exchangeSymbol === series['exchangeSymbol'];
}

function findingsOf(findings: unknown, fail: Fail): FaultySeries['findings'] {
  if (!Array.isArray(findings)) return fail('a series has no list of findings');
  return findings.map((finding: unknown) => {
    const { kind, start, end } = isFields(finding) ? finding : {};
    const range = { start: Date.parse(String(start)), end: Date.parse(String(end)) };
    if (typeof kind !== 'string' || !(range.start < range.end))
      return fail('a finding has no kind or no range');
    return { kind, range };
  });
}
