import type { IncomingMessage, ServerResponse } from 'node:http';
import { parsePreparation } from '../candles/preparation.ts';
import { deliver } from '../faults/deliver.ts';
import { type Fault, InvalidFaultError, parseFault } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import { InvalidClockError, type SandboxClock } from '../sandbox-clock.ts';
import type { SimulatedExchange } from '../simulated-exchange.ts';
import type { StreamLog } from '../streams/stream-log.ts';
import { trueBookAsked } from '../books/true-book.ts';
import { SIMULATED_HEADERS } from './exchange-handler.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RequestLog } from './request-log.ts';

/** What other processes steer and look into. */
export interface ControlParts {
  readonly exchange: SimulatedExchange;
  readonly streamLog: StreamLog;
  readonly clock: SandboxClock;
  readonly faults: FaultList;
  readonly log: RequestLog;
  readonly limiter: RateLimiter;
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
const MOST_BYTES = 1_000_000;

/**
 * Answers below `/sandbox/`: `GET|POST clock`, `GET|POST|DELETE faults`, `GET|DELETE requests`, `GET|DELETE streams`,
 * `GET book`, `POST prepare`. From loopback only. These requests are neither counted nor limited.
 */
export async function handleControlRequest(
  parts: ControlParts,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: unknown): void =>
    deliver(response, { status, headers: SIMULATED_HEADERS, body: Buffer.from(JSON.stringify(body)) });
  const refuse = (error: unknown): void => {
    const known = [InvalidClockError, InvalidFaultError, SyntaxError, RangeError].some(
      (kind) => error instanceof kind,
    );
    if (!known) throw error;
    send(400, { error: (error as Error).message });
  };
  if (!LOOPBACK.test(request.socket.remoteAddress ?? '')) {
    send(403, { error: 'the sandbox is controlled from loopback only' });
    return;
  }
  const { exchange, clock, faults, log, streamLog, limiter } = parts;
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /sandbox/clock':
      send(200, { now: clock.now() });
      return;
    case 'POST /sandbox/clock':
      try {
        clock.obey(await readJson(request));
        send(200, { now: clock.now() });
      } catch (error) {
        refuse(error);
      }
      return;
    case 'GET /sandbox/faults':
      send(200, faults.list());
      return;
    case 'POST /sandbox/faults':
      try {
        for (const fault of asList(await readJson(request)).map(parseFault)) faults.add(fault);
        send(201, faults.list());
      } catch (error) {
        refuse(error);
      }
      return;
    case 'DELETE /sandbox/faults':
      faults.clear();
      send(200, []);
      return;
    case 'GET /sandbox/requests': {
      const last = Number(url.searchParams.get('last') ?? 100);
      const requests = last > 0 ? log.requests.slice(-last) : [];
      send(200, { counters: log.counters, windows: limiter.windows(), requests });
      return;
    }
    case 'DELETE /sandbox/requests':
      log.clear();
      send(200, { counters: log.counters });
      return;
    case 'GET /sandbox/streams': {
      const last = Number(url.searchParams.get('last') ?? 100);
      const newest = <T>(list: readonly T[]): readonly T[] => (last > 0 ? list.slice(-last) : []);
      const { counters, connections, injected } = streamLog;
      send(200, { counters, connections: newest(connections), injected: newest(injected) });
      return;
    }
    case 'DELETE /sandbox/streams':
      streamLog.clear();
      send(200, { counters: streamLog.counters });
      return;
    case 'GET /sandbox/book':
      try {
        send(200, trueBookAsked(exchange, url.searchParams, clock.now()));
      } catch (error) {
        refuse(error);
      }
      return;
    case 'POST /sandbox/prepare':
      try {
        send(200, exchange.prepare(parsePreparation(await readJson(request)), clock.now()));
      } catch (error) {
        refuse(error);
      }
      return;
    default:
      send(404, { error: `there is no ${request.method} ${url.pathname}` });
  }
}

function asList(value: unknown): readonly Fault[] {
  return (Array.isArray(value) ? value : [value]) as readonly Fault[];
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new InvalidFaultError('that is too much');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}
