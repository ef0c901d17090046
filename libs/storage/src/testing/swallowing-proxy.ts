import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A connection that goes through the proxy: what the client sees of it, and what the server does. */
interface Leg {
  readonly client: Socket;
  readonly server: Socket;
}

/** What a simple statement begins with. */
const QUERY = 'Q'.charCodeAt(0);

/** Stands between a client and a server on loopback, and can swallow what they say, closing nothing, or be late. */
export class SwallowingProxy implements AsyncDisposable {
  /** The address of the server, with the proxy in front of it. */
  readonly url: string;
  readonly #server: Server;
  readonly #legs = new Set<Leg>();
  readonly #mute = new Set<Leg>();
  #isMute = false;
  readonly #late = new Set<Leg>();
  /** What is held back, in the order in which it came. */
  #held: (() => void)[] = [];
  #isPooler = false;
  #isDeaf = false;
  #onJoin: () => void = () => undefined;

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

  /** From now on what is sent over the connections that there are is late: it passes at {@link release}. */
  hold(): void {
    for (const leg of this.#legs) this.#late.add(leg);
  }

  /** What was held back passes, and all that follows. */
  release(): void {
    this.#late.clear();
    for (const pass of this.#held.splice(0)) pass();
  }

  /** From now on it gives sessions other process numbers than the server's, as a pooler does. */
  poseAsPooler(): void {
    this.#isPooler = true;
  }

  /** From now on new connections are let in, but what they ask is lost. */
  swallowQuestions(): void {
    this.#isDeaf = true;
  }

  /** Does something whenever a new connection comes. */
  onJoin(act: () => void): void {
    this.#onJoin = act;
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
    this.#onJoin();
    this.#legs.add(leg);
    if (this.#isMute) this.#mute.add(leg);
    const isDeaf = this.#isDeaf;
    for (const [from, to] of [
      [leg.client, leg.server],
      [leg.server, leg.client],
    ] as const) {
      from.on('data', (chunk) => {
        if (this.#mute.has(leg) || (isDeaf && from === leg.client && chunk[0] === QUERY)) return;
        if (this.#isPooler && from === leg.server) renumber(chunk);
        const pass = (): void => void to.write(chunk);
        if (this.#late.has(leg)) this.#held.push(pass);
        else pass();
      });
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

/** Puts another process number into the message that tells it: `K`, its length of 12, the number, a key. */
function renumber(chunk: Buffer): void {
  const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (at !== -1) chunk.writeInt32BE(chunk.readInt32BE(at + 5) + 1, at + 5);
}
