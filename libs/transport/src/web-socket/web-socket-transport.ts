import {
  type Clock,
  InvalidRequestError,
  type Logger,
  silentLogger,
  type Socket,
  type SocketRequest,
  type SocketTransport,
  systemClock,
} from '@marketloom/exchange';
import type { Admission } from '../budget/admission.ts';
import { type BudgetRegistry, sharedBudgets } from '../budget/budget-registry.ts';
import { parseAddress, printAddress } from '../http/request-address.ts';
import { limitByStatus, limitError } from '../limit-notice.ts';
import { throwForStatus } from '../throw-for-status.ts';
import { type Handshake, handshake } from './handshake.ts';
import { OpenSocket } from './open-socket.ts';

/** Options of `WebSocketTransport`. Everything has a default. */
export interface WebSocketTransportOptions {
  /** From the first packet to the open connection. 15,000. */
  readonly openTimeoutMs?: number;
  /** The largest message. 16 MiB. */
  readonly maximumMessageBytes?: number;
  /** After so long without anything, not even a ping or the answer to ours, a connection is given up. 30,000. */
  readonly silenceMs?: number;
  /** How many messages wait for a slow reader before the exchange has to. 1,000. */
  readonly maximumQueued?: number;
  /** The longest wait for the budget; a longer one is refused at once. 5 minutes. */
  readonly maximumWaitMs?: number;
  /** Tells the time and waits, for budgets and the pace of messages. Time-outs run on the machine's own timers. */
  readonly clock?: Clock;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger;
  /** Budgets to share. By default one registry for the whole process. */
  readonly budgets?: BudgetRegistry;
  readonly userAgent?: string;
}

/** Connections that are opened at once. */
const CONCURRENCY = 4;

/** Opens WebSocket connections: inside the exchange's limits, bounded in time, size and what they hold. */
export class WebSocketTransport implements SocketTransport {
  readonly #options: Required<WebSocketTransportOptions>;
  readonly #open: Set<OpenSocket> = new Set();
  readonly #closed = new AbortController();

  /** @throws {RangeError} when an option is out of its range */
  constructor(options: WebSocketTransportOptions = {}) {
    const clock = options.clock ?? systemClock;
    this.#options = {
      openTimeoutMs: positive('openTimeoutMs', options.openTimeoutMs ?? 15_000),
      maximumMessageBytes: positive('maximumMessageBytes', options.maximumMessageBytes ?? 16 * 1024 * 1024),
      silenceMs: positive('silenceMs', options.silenceMs ?? 30_000),
      maximumQueued: positive('maximumQueued', options.maximumQueued ?? 1000),
      maximumWaitMs: positive('maximumWaitMs', options.maximumWaitMs ?? 300_000),
      clock,
      logger: options.logger ?? silentLogger,
      budgets: options.budgets ?? sharedBudgets(clock),
      userAgent: options.userAgent ?? 'marketloom (+https://github.com/marketloom/marketloom)',
    };
  }

  async open(request: SocketRequest): Promise<Socket> {
    const { exchange, operation, budget } = request;
    request.signal?.throwIfAborted();
    if (this.#closed.signal.aborted) throw closedError(request);
    const address = parseAddress(request.url, request, 'ws');
    // Closing the transport is an abort of every opening.
    const signal = AbortSignal.any([...(request.signal ? [request.signal] : []), this.#closed.signal]);
    const { maximumWaitMs, budgets } = this.#options;
    const entry = {
      exchange,
      operation,
      budget,
      weight: 1,
      concurrency: CONCURRENCY,
      maximumWaitMs,
      maximumWaiting: 10_000,
    };
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop
        const admission = await budgets.gate(budget).enter(entry, signal);
        if (admission.begin()) return await this.#connect({ ...request, signal }, address, admission);
        admission.cancel();
      }
    } catch (error) {
      throw this.#closed.signal.aborted ? closedError(request) : error;
    }
  }

  /** Ends all connections, well. */
  async close(): Promise<void> {
    for (const socket of this.#open) void socket.close();
    this.#closed.abort();
    await Promise.all([...this.#open].map((socket) => socket.close()));
  }

  async #connect(request: SocketRequest, address: URL, admission: Admission): Promise<Socket> {
    const { clock, logger, silenceMs, maximumQueued, openTimeoutMs, maximumMessageBytes, userAgent } =
      this.#options;
    const { exchange, operation } = request;
    const { host } = address;
    const sentAt = clock.now();
    const end = (answered: boolean) => ({
      sentAt,
      endedAt: clock.now(),
      answered,
      usedWeight: null,
      limit: null,
    });
    let outcome: Handshake;
    // Who opens no connection need not load the library.
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(address, {
      handshakeTimeout: openTimeoutMs,
      maxPayload: maximumMessageBytes,
      // It would cost a window of memory and a good part of the CPU for each connection.
      perMessageDeflate: false,
      headers: { 'user-agent': userAgent },
    });
    try {
      outcome = await handshake(socket, request, { host, now: () => clock.now() });
    } catch (error) {
      admission.settle(end(false));
      throw error;
    }
    if (outcome.kind === 'refused') {
      const { response } = outcome;
      const limit = limitByStatus(response);
      const pause = admission.settle({ ...end(true), limit });
      if (limit !== null && pause !== null) throw limitError(limit, pause, clock.now(), request);
      throwForStatus(response, request);
      throw new InvalidRequestError(`${host} answers, but opens no WebSocket (HTTP ${response.status})`, {
        exchange,
        operation,
      });
    }
    admission.settle(end(true));
    logger.debug(`${exchange}: connected`, { operation, url: printAddress(address) });
    const open = new OpenSocket(socket, { request, host, clock, silenceMs, maximumQueued });
    this.#open.add(open);
    socket.once('close', () => this.#open.delete(open));
    return open;
  }
}

function positive(name: string, value: number): number {
  if (value >= 1 && value < 2 ** 31) return value;
  throw new RangeError(`WebSocketTransport: ${name} must be from 1 to ${2 ** 31 - 1}, not ${value}`);
}

function closedError({ exchange, operation }: SocketRequest): InvalidRequestError {
  return new InvalidRequestError('the transport was closed', { exchange, operation });
}
