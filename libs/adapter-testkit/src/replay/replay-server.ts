import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RecordedResponse } from './recorded-response.ts';

/** A server on loopback that gives recorded responses. */
export interface ReplayServer extends AsyncDisposable {
  readonly url: string;
  /** The addresses that were asked, in their order, without the server's. */
  readonly requests: readonly string[];
}

/**
 * Starts a server that answers each request with the recording of its path whose parameters, in the address or in the body,
 * it shares most of: those that the recording names and the request has otherwise count against it. Paths that were not
 * recorded are a 404, so nothing is made up.
 */
export async function startReplayServer(
  recordings: readonly Pick<RecordedResponse, 'url' | 'text' | 'status' | 'asked'>[],
): Promise<ReplayServer> {
  const requests: string[] = [];
  const server = createServer((message, reply) => void respond(message, reply));
  const respond = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const asked = new URL(message.url ?? '/', 'http://loopback');
    requests.push(message.url ?? '/');
    const body = await text(message);
    const question = { url: asked, fields: fieldsOf(body === '' ? null : (JSON.parse(body) as unknown)) };
    const recorded = recordings
      .filter(({ url }) => new URL(url).pathname === asked.pathname)
      .toSorted((a, b) => likeness(b, question) - likeness(a, question))[0];
    reply.writeHead(recorded === undefined ? 404 : (recorded.status ?? 200), {
      'content-type': 'application/json',
    });
    reply.end(recorded?.text ?? `nothing was recorded of ${asked.pathname}`);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Asked {
  readonly url: URL;
  readonly fields: ReadonlyMap<string, string>;
}

function likeness({ url, asked }: Pick<RecordedResponse, 'url' | 'asked'>, question: Asked): number {
  const { searchParams } = question.url;
  const named = [...new URL(url).searchParams].map(([name, value]) => searchParams.get(name) === value);
  const sent = [...fieldsOf(asked)].map(([name, value]) => question.fields.get(name) === value);
  return [...named, ...sent].reduce((sum, isAlike) => sum + (isAlike ? 1 : -1), 0);
}

/** The fields of a body, with those of objects in it, as text: `req.coin`. */
function fieldsOf(body: unknown, within = ''): ReadonlyMap<string, string> {
  if (typeof body !== 'object' || body === null) return new Map();
  return new Map(
    Object.entries(body).flatMap(([name, value]): (readonly [string, string])[] =>
      typeof value === 'object'
        ? [...fieldsOf(value, `${within}${name}.`)]
        : [[within + name, String(value)]],
    ),
  );
}
