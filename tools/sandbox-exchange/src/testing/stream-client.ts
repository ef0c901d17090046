import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { DepthEvent } from './book-mirror.ts';

/** A consumer of streams, as a test uses it: everything that came, in its order. */
export class StreamClient {
  readonly socket: WebSocket;
  /** All that came, as text. */
  readonly texts: string[] = [];
  /** How it was closed; null while it is open. */
  closed: { readonly code: number; readonly reason: string } | null = null;
  #heard: (() => void) | null = null;

  private constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data: Buffer) => {
      this.texts.push(data.toString());
      this.#heard?.();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#heard?.();
    });
  }

  /**
   * Opens a connection.
   * @throws when it is refused: `Unexpected server response: 503`
   */
  static async open(url: string): Promise<StreamClient> {
    const client = new StreamClient(url);
    await once(client.socket, 'open');
    return client;
  }

  /** Asks something. Gives the answer, which takes its turn among the events. */
  async ask(request: unknown): Promise<unknown> {
    const before = this.texts.length;
    this.socket.send(typeof request === 'string' ? request : JSON.stringify(request));
    const isAnswer = (text: string): boolean => text.startsWith('{"result"') || text.startsWith('{"error"');
    await this.until(() => this.texts.slice(before).some(isAnswer));
    return JSON.parse(this.texts.slice(before).find(isAnswer) ?? '');
  }

  /** Waits until something is so, which is looked at whenever something comes. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.closed) throw new Error(`closed: ${this.closed.code} ${this.closed.reason}`);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  /** Waits until it is closed. Gives how. */
  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    if (!this.closed) await once(this.socket, 'close');
    return this.closed ?? { code: 0, reason: '' };
  }

  /** The events that came, of a symbol or of all. What cannot be read is left out. */
  events(symbol?: string): DepthEvent[] {
    return this.texts.flatMap((text) => {
      try {
        const parsed = JSON.parse(text) as { data?: DepthEvent } & DepthEvent;
        const event = parsed.data ?? parsed;
        return event.e === 'depthUpdate' && (symbol ?? event.s) === event.s ? [event] : [];
      } catch {
        return [];
      }
    });
  }
}
