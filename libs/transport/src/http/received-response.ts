import type { TransportResponse } from '@marketloom/exchange';

/** A response as `decode` gets it. */
export class ReceivedResponse implements TransportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly sentAt: number;
  readonly receivedAt: number;
  #text: string | null = null;

  constructor(parts: Omit<TransportResponse, 'text' | 'release'>) {
    this.status = parts.status;
    this.headers = parts.headers;
    this.body = parts.body;
    this.sentAt = parts.sentAt;
    this.receivedAt = parts.receivedAt;
  }

  text(): string {
    const { buffer, byteOffset, byteLength } = this.body;
    this.#text ??= Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
    return this.#text;
  }

  release(): void {
    const { buffer, byteLength } = this.body;
    // Small ones may lie in a buffer that others share.
    if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength)
      buffer.transfer(0);
  }
}
