import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ArchiveRoute } from '../archive/archive-path.ts';
import { checksumText, type KlineArchive } from '../archive/kline-archive.ts';
import { deliver, deliverFaulty, type PlannedResponse, statusOf } from '../faults/deliver.ts';
import { ARCHIVE_FAULTS, type ArchiveFault, type Fault } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import { SIMULATED_HEADERS } from './exchange-handler.ts';
import type { RequestLog } from './request-log.ts';

/** What the archive's paths are answered with. */
export interface ArchiveHandlerParts {
  readonly archive: KlineArchive;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly now: () => number;
}

const MISSING = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>\n';

/** Answers a request for a file of the archive: another host on the exchange, without its weights and limits. */
export function handleArchiveRequest(
  { archive, faults, log, now }: ArchiveHandlerParts,
  route: ArchiveRoute,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): void {
  const { market, symbol, part } = route;
  const at = now();
  const endpoint = 'archive';
  const fault = faults.next({ market, endpoint, symbol, part });
  const planned = plan(archive, route, at, fault);
  if (fault) deliverFaulty(response, planned, fault);
  else deliver(response, planned);
  log.add({
    method: request.method ?? 'GET',
    path: url.pathname,
    query: {},
    market,
    endpoint,
    weight: 0,
    status: fault ? statusOf(planned, fault) : planned.status,
    at,
    insideBan: false,
    insideRetryAfter: false,
    fault: fault?.kind ?? null,
  });
}

function plan(
  archive: KlineArchive,
  { file, part }: ArchiveRoute,
  now: number,
  fault: Fault | null,
): PlannedResponse {
  const as = (type: string): Record<string, string> => ({ ...SIMULATED_HEADERS, 'content-type': type });
  if (fault?.kind === 'rate-limit' || fault?.kind === 'ban') {
    const headers = { ...as('text/html'), 'retry-after': String(fault.retryAfter ?? 1) };
    return { status: fault.kind === 'ban' ? 418 : 429, headers, body: Buffer.from('Too many requests\n') };
  }
  const isOfArchive = ARCHIVE_FAULTS.includes(fault?.kind as ArchiveFault);
  const kind = isOfArchive ? (fault?.kind as ArchiveFault) : null;
  const zip = file === null || kind === 'archive-missing' ? null : archive.zip(file, now, kind);
  if (file === null || zip === null) {
    return { status: 404, headers: as('application/xml'), body: Buffer.from(MISSING) };
  }
  if (part === 'checksum') {
    return { status: 200, headers: as('binary/octet-stream'), body: checksumText(zip, file, kind) };
  }
  const body = kind === 'archive-truncated' ? zip.subarray(0, Math.floor(zip.length / 2)) : zip;
  return { status: 200, headers: as('application/zip'), body };
}
