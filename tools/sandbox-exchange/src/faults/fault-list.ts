import { fraction, hash2, hashText } from '../hashing.ts';
import type { Market } from '../market.ts';
import type { Endpoint } from '../http/weights.ts';
import { type Fault, parseFault } from './fault.ts';

/** A request, as far as faults look at it. */
export interface FaultSubject {
  readonly market: Market;
  readonly endpoint: Endpoint;
  readonly symbol: string | null;
  /** Of the archive: whether the file is asked for or its checksum. Of streams: whether somebody connects, or an event is due. */
  readonly part?: 'zip' | 'checksum' | 'connection' | 'event';
}

/** A fault that lies in wait, and how often it has struck. */
export interface WaitingFault {
  readonly fault: Fault;
  readonly seen: number;
  readonly struck: number;
}

/** The faults on demand, in the order in which they were added. */
export class FaultList {
  readonly #waiting: { fault: Fault; seen: number; struck: number; key: number }[] = [];
  readonly #seed: string;
  #added = 0;

  /** Which requests are befallen at random follows from the seed. */
  constructor(seed: string | number = 'marketloom') {
    this.#seed = String(seed);
  }

  /**
   * Adds a fault.
   * @throws {InvalidFaultError} when it cannot be
   */
  add(fault: Fault): void {
    const key = hashText(`${this.#seed}/fault/${this.#added}`);
    this.#waiting.push({ fault: parseFault(fault), seen: 0, struck: 0, key });
    this.#added += 1;
  }

  /** Takes all of them away. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** All of them, those that have struck their last included. */
  list(): readonly WaitingFault[] {
    return this.#waiting.map(({ fault, seen, struck }) => ({ fault, seen, struck }));
  }

  /** The fault that befalls a request: the first that matches and is due. Every one that matches has seen it. */
  next(subject: FaultSubject): Fault | null {
    let due: Fault | null = null;
    for (const waiting of this.#waiting) {
      const { fault, seen, struck, key } = waiting;
      if (!matches(fault, subject)) continue;
      const { after = 0, times = 1, every = 1, probability = 1 } = fault;
      const isDue = seen >= after && (seen - after) % every === 0 && fraction(hash2(key, seen)) < probability;
      if (due === null && isDue && (times === 'always' || struck < times)) {
        waiting.struck += 1;
        due = fault;
      }
      waiting.seen += 1;
    }
    return due;
  }
}

function matches(fault: Fault, { market, endpoint, symbol, part }: FaultSubject): boolean {
  if (fault.market !== undefined && fault.market !== market) return false;
  if (fault.endpoint !== undefined && fault.endpoint !== endpoint) return false;
  if (fault.kind.startsWith('rows-') && endpoint !== 'klines') return false;
  if (fault.kind.startsWith('book-') && endpoint !== 'depth') return false;
  if (fault.kind.startsWith('stream-') !== (endpoint === 'stream')) return false;
  if ((fault.kind === 'stream-refused') !== (part === 'connection')) return false;
  if (fault.kind.startsWith('archive-') && endpoint !== 'archive') return false;
  if (fault.kind === 'archive-wrong-checksum' && part !== 'checksum') return false;
  if (fault.kind === 'archive-truncated' && part !== 'zip') return false;
  return fault.symbol === undefined || fault.symbol === symbol;
}
