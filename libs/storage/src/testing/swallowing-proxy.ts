import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A connection that goes through the proxy: what the client sees of it, and what the server does. */
interface Leg {
  readonly client: Socket;
  readonly server: Socket;
}

/** Stands between a client and a server on loopback, and can swallow what they say, closing nothing. */
export class SwallowingProxy implements AsyncDisposable {
  /** The address of the server, with the proxy in front of it. */
  readonly url: string;
  readonly #server: Server;
  readonly #legs = new Set<Leg>();
  readonly #mute = new Set<Leg>();
  #isMute = false;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** Puts one in front of the server of a database. */
  static async start(databaseUrl: string): Promise<SwallowingProxy> {
    const url = new URL(databaseUrl);
    const target = { host: url.hostname, port: Number(url.port || 5432) };
    const server = createServer((client) => proxy.#join({ client, server: connect(target) })).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as { port: number }).port);
    const proxy = new SwallowingProxy(server, url.href);
    return proxy;
  }

  /** From now on what is sent over the connections that there are is lost. */
  swallow(): void {
    for (const leg of this.#legs) this.#mute.add(leg);
  }

  /** From now on what is sent is lost, on new connections too. */
  swallowAll(): void {
    this.#isMute = true;
    this.swallow();
  }

  /** New connections pass. What was lost stays lost: those that swallowed are closed. */
  heal(): void {
    this.#isMute = false;
    for (const leg of this.#mute) this.#part(leg);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const leg of this.#legs) this.#part(leg);
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(leg: Leg): void {
    this.#legs.add(leg);
    if (this.#isMute) this.#mute.add(leg);
    for (const [from, to] of [
      [leg.client, leg.server],
      [leg.server, leg.client],
    ] as const) {
      from.on('data', (chunk) => void (this.#mute.has(leg) || to.write(chunk)));
      from.on('error', () => this.#part(leg));
      from.on('close', () => void (this.#mute.has(leg) || this.#part(leg)));
    }
  }

  #part(leg: Leg): void {
    this.#legs.delete(leg);
    this.#mute.delete(leg);
    leg.client.destroy();
    leg.server.destroy();
  }
}
