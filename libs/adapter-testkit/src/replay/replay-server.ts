import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedResponse } from './recorded-response.ts';

/** A server on loopback that gives recorded responses. */
export interface ReplayServer extends AsyncDisposable {
  readonly url: string;
  /** The addresses that were asked, in their order, without the server's. */
  readonly requests: readonly string[];
}

/**
 * Starts a server that answers each request with the recording of its path whose parameters it shares most of: those that
 * the recording names and the request has otherwise count against it. Paths that were not recorded are a 404, so nothing
 * is made up.
 */
export async function startReplayServer(
  recordings: readonly Pick<RecordedResponse, 'url' | 'text' | 'status'>[],
): Promise<ReplayServer> {
  const requests: string[] = [];
  const server = createServer((message, reply) => {
    const asked = new URL(message.url ?? '/', 'http://loopback');
    requests.push(message.url ?? '/');
    const recorded = recordings
      .filter(({ url }) => new URL(url).pathname === asked.pathname)
      .toSorted((a, b) => likeness(b.url, asked) - likeness(a.url, asked))[0];
    reply.writeHead(recorded === undefined ? 404 : (recorded.status ?? 200), {
      'content-type': 'application/json',
    });
    reply.end(recorded?.text ?? `nothing was recorded of ${asked.pathname}`);
  });
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

function likeness(recorded: string, asked: URL): number {
  return [...new URL(recorded).searchParams].reduce(
    (sum, [name, value]) => sum + (asked.searchParams.get(name) === value ? 1 : -1),
    0,
  );
}
