import { createHash } from 'node:crypto';
import {
  BadResponseError,
  type CallOptions,
  type Transport,
  type TransportResponse,
} from '@marketloom/exchange';
import { throwForStatus } from '@marketloom/transport';
import { archiveBudget } from '../budgets.ts';

/** What a file is wanted for. */
export interface ArchiveRequest extends CallOptions {
  /** What is being done, for errors. */
  readonly operation: string;
}

/** Several times the largest file that is asked for: a day of seconds, some 5 MB. */
const LARGEST_FILE = 16 * 1024 * 1024;
/** A sum and a name; refusals come as pages. */
const LARGEST_CHECKSUM = 64 * 1024;
/** A file may be replaced between its checksum and itself. */
const ATTEMPTS = 2;

/**
 * Downloads files of the archive. None is handed on that is not what its checksum says.
 * https://github.com/binance/binance-public-data#checksum
 */
export class ArchiveClient {
  readonly #root: string;
  readonly #transport: Transport;
  readonly #timeoutMs: number;

  constructor(options: {
    /** The address to which paths are appended. */
    readonly root: string;
    readonly transport: Transport;
    /** How long one file may take. */
    readonly timeoutMs: number;
  }) {
    this.#root = options.root;
    this.#transport = options.transport;
    this.#timeoutMs = options.timeoutMs;
  }

  /**
   * A verified file; null when there is none, or none with a checksum.
   * @throws {BadResponseError} with both sums, when file and checksum differ twice
   */
  async file(path: string, request: ArchiveRequest): Promise<Uint8Array | null> {
    for (let attempt = 1; ; attempt += 1) {
      // Checksum, file, and perhaps both once more: each follows from the one before.
      // oxlint-disable-next-line no-await-in-loop
      const expected = await this.checksum(path, request);
      // oxlint-disable-next-line no-await-in-loop
      const zip = expected === null ? null : await this.#get(path, LARGEST_FILE, request, ({ body }) => body);
      if (expected === null || zip === null) return null;
      const actual = createHash('sha256').update(zip).digest('hex');
      if (actual === expected) return zip;
      if (attempt < ATTEMPTS) continue;
      const { operation } = request;
      throw new BadResponseError(
        `the archive's file ${path} is not what its checksum says: its SHA-256 is ${actual} and should be ${expected}`,
        { exchange: 'binance', operation, path: '$', sample: `${zip.length} bytes` },
      );
    }
  }

  /** The SHA-256 that the archive tells of a file, in hexadecimal; null when there is no such file. */
  checksum(path: string, request: ArchiveRequest): Promise<string | null> {
    return this.#get(`${path}.CHECKSUM`, LARGEST_CHECKSUM, request, (response) => {
      const text = response.text();
      const sum = /^([0-9a-f]{64})\s/i.exec(text)?.[1];
      if (sum !== undefined) return sum.toLowerCase();
      const { operation } = request;
      throw new BadResponseError(`not a SHA-256 and a file name in ${path}.CHECKSUM`, {
        exchange: 'binance',
        operation,
        path: '$',
        sample: text,
      });
    });
  }

  #get<T>(
    path: string,
    maximumBytes: number,
    { operation, signal }: ArchiveRequest,
    read: (response: TransportResponse) => T,
  ): Promise<T | null> {
    return this.#transport.send({
      exchange: 'binance',
      operation,
      url: `${this.#root}${path}`,
      // Files are compressed as they are.
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
      budget: archiveBudget(this.#root),
      weight: 1,
      timeoutMs: this.#timeoutMs,
      maximumBytes,
      signal,
      decode: (response) => {
        if (response.status === 404) return null;
        throwForStatus(response, { exchange: 'binance', operation });
        return read(response);
      },
    });
  }
}
