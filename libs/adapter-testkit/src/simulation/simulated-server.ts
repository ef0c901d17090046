import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ExchangeState, Simulation } from './simulation.ts';
import type { SimulatedAnswer, SimulatedExchange, SimulatedRequest } from './description.ts';
import { writeJson } from './write-json.ts';

/** A request that came, and what was made of it. */
export interface SeenRequest extends SimulatedRequest {
  /** The address, without the server's. */
  readonly url: string;
  /** The status that was answered; null when nothing was. */
  status: number | null;
}

/** What is done to a request instead of answering it. */
export type Fault =
  | { readonly kind: 'answer'; readonly answer: SimulatedAnswer }
  /** The connection is closed at once. */
  | { readonly kind: 'disconnect' }
  /** Nothing comes, ever. */
  | { readonly kind: 'silence' };

/** What to do to requests, while it says so. Null lets the exchange answer. */
export type FaultFor = (request: SimulatedRequest) => Fault | null;

/** A simulated exchange on loopback. */
export interface SimulatedServer extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What it answers from, and what it saw of requests for candles. */
  readonly simulation: Simulation;
  /** Every request, in the order in which they came. */
  readonly requests: SeenRequest[];
  /** Does something to requests from now on; replaces what was done before. */
  disturb(faultFor: FaultFor): void;
  /** Resolves when a request is there that matches. */
  seen(matches: (request: SeenRequest) => boolean): Promise<void>;
}

/** Starts a server that answers as the exchange does; `await using` stops it. */
export async function startSimulatedServer(
  exchange: SimulatedExchange,
  state: ExchangeState,
): Promise<SimulatedServer> {
  const simulation = new Simulation(exchange, state);
  const requests: SeenRequest[] = [];
  let disturb: FaultFor = () => null;
  const server = createServer((message, reply) => void respond(message, reply));
  const respond = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const body = await readBody(message);
    const request = requestOf(message, body, state);
    const seen: SeenRequest = { ...request, url: message.url ?? '/', status: null };
    requests.push(seen);
    server.emit('seen');
    const fault = disturb(request);
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'disconnect') {
      message.socket.destroy();
      return;
    }
    const answer = fault?.answer ?? simulation.answer(request);
    seen.status = answer.status ?? 200;
    send(reply, answer, state.now());
  };
  server.listen(state.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    simulation,
    requests,
    disturb: (faultFor) => {
      disturb = faultFor;
    },
    seen: async (matches) => {
      while (!requests.some(matches)) await once(server, 'seen');
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks = await Array.fromAsync(message as AsyncIterable<Buffer>);
  return Buffer.concat(chunks).toString('utf8');
}

function requestOf(message: IncomingMessage, body: string, state: ExchangeState): SimulatedRequest {
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://loopback');
  return {
    method: message.method ?? 'GET',
    path: pathname,
    query: searchParams,
    parameters: {},
    headers: message.headers,
    body: body === '' ? null : (JSON.parse(body) as unknown),
    now: state.now(),
    listedAt: state.listedAt,
    outages: state.outages,
  };
}

function send(reply: ServerResponse, answer: SimulatedAnswer, now: number): void {
  reply.sendDate = false;
  reply.writeHead(answer.status ?? 200, {
    'content-type': 'application/json',
    date: new Date(now).toUTCString(),
    ...answer.headers,
  });
  reply.end(answer.text ?? writeJson(answer.body));
}
