import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.ts';

/** A response as it would be sent if nothing went wrong. */
export interface PlannedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const DROPS = 10;
const MAINTENANCE =
  '<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body><h1>System maintenance</h1></body></html>\n';

/** Sends a response as it is. `sent` is called when its body is no longer read, if it got that far. */
export function deliver(
  response: ServerResponse,
  { status, headers, body }: PlannedResponse,
  sent?: () => void,
): void {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  response.end(body, sent);
}

/** The status that a response has after a fault: 0 where none is sent. */
export function statusOf({ status }: PlannedResponse, fault: Fault): number {
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      return 0;
    case 'html':
      return fault.status ?? 200;
    case 'server-error':
      return fault.status ?? 503;
    default:
      return status;
  }
}

/** Sends a response the way a fault has it. */
export function deliverFaulty(response: ServerResponse, planned: PlannedResponse, fault: Fault): void {
  const { headers, body } = planned;
  const status = statusOf(planned, fault);
  switch (fault.kind) {
    case 'hang':
      return;
    case 'reset':
      // A response has no socket of its own while the one before it, on the same connection, is not ended.
      response.req.socket.resetAndDestroy();
      return;
    case 'truncated':
      response.writeHead(status, { ...headers, 'content-length': String(body.length) });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.end());
      return;
    case 'cut-json':
      deliver(response, { status, headers, body: body.subarray(0, Math.floor(body.length / 2)) });
      return;
    case 'html': {
      const page = { ...headers, 'content-type': 'text/html; charset=utf-8' };
      deliver(response, { status, headers: page, body: Buffer.from(MAINTENANCE) });
      return;
    }
    case 'server-error': {
      const error =
        '{"code":-1001,"msg":"Internal error; unable to process your request. Please try again."}';
      deliver(response, { status, headers, body: Buffer.from(error) });
      return;
    }
    case 'slow':
      void drip(response, planned, fault.delayMs ?? 500);
      return;
    default:
      deliver(response, planned);
  }
}

async function drip(
  response: ServerResponse,
  { status, headers, body }: PlannedResponse,
  delayMs: number,
): Promise<void> {
  await pause(delayMs);
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  const size = Math.ceil(body.length / DROPS);
  let from = 0;
  for (; from + size < body.length && !response.destroyed; from += size) {
    response.write(body.subarray(from, from + size));
    // Drops are sent one after the other, that is the point.
    // oxlint-disable-next-line no-await-in-loop
    await pause(delayMs / DROPS);
  }
  // The last drop is the end: who has it all may ask for more on the same connection at once.
  response.end(body.subarray(from));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
