import { isMarket, type Market } from '../market.ts';
import { type Endpoint, ENDPOINTS } from '../http/weights.ts';

/** What can go wrong on the way of a response. */
export const RESPONSE_FAULTS = [
  /** 429 with Retry-After. */
  'rate-limit',
  /** 418 with Retry-After; further requests to the market are refused until it is over. */
  'ban',
  /** A 5xx status (503, or `status`) with an error body. */
  'server-error',
  /** The connection is reset without an answer. */
  'reset',
  /** The connection ends in the middle of the body. */
  'truncated',
  /** A response that is complete but whose JSON breaks off. */
  'cut-json',
  /** A maintenance page in HTML (200, or `status`). */
  'html',
  /** No answer, ever. */
  'hang',
  /** The right answer, `delayMs` late and then drop by drop. */
  'slow',
] as const;

/** What can be wrong with the rows of a klines response. */
export const ROW_FAULTS = [
  'rows-nan',
  'rows-negative-volume',
  'rows-high-below-low',
  'rows-misaligned',
  'rows-duplicate',
  'rows-shuffled',
  'rows-missing-last',
  'rows-outside-window',
  'rows-number-instead-of-array',
  'rows-extra-unfinished',
] as const;

/** What can be wrong with a depth response. */
export const BOOK_FAULTS = [
  'book-crossed',
  'book-unsorted',
  'book-empty',
  'book-non-positive',
  /** The book of `behindMs` ago, with the update id of then. */
  'book-stale',
] as const;

/** What can be wrong with the archive's files. */
export const ARCHIVE_FAULTS = [
  /** The checksum is that of something else. */
  'archive-wrong-checksum',
  /** Half a zip file, in a whole response. */
  'archive-truncated',
  /** 404 for a file and for its checksum. */
  'archive-missing',
  // The rest is wrong inside a file, and its checksum is right: they strike the requests for both.
  'archive-row-missing',
  'archive-row-short',
  'archive-row-misaligned',
  'archive-row-doubled',
  'archive-rows-differ',
] as const;

/** What can go wrong with a stream. */
export const STREAM_FAULTS = [
  /** A connection is refused, with `status` (503). */
  'stream-refused',
  /** An event is not sent. */
  'stream-dropped',
  /** An event is sent twice. */
  'stream-repeated',
  /** An event is sent after the one that follows it. */
  'stream-swapped',
  /** Half an event is sent. */
  'stream-malformed',
  /** In place of an event the connection is closed, with a close frame of `status` (1001). */
  'stream-closed',
  /** In place of an event the connection is reset, without a close frame. */
  'stream-cut',
  /** The connection stays open, but nothing is sent over it for `forMs` of the exchange's time: no event, answer or ping. */
  'stream-silent',
] as const;

/** Every kind of fault. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...RESPONSE_FAULTS,
  ...ROW_FAULTS,
  ...BOOK_FAULTS,
  ...ARCHIVE_FAULTS,
  ...STREAM_FAULTS,
];

/** A kind of fault in the rows of a klines response. */
export type RowFault = (typeof ROW_FAULTS)[number];
/** A kind of fault in a book. */
export type BookFault = (typeof BOOK_FAULTS)[number];
/** A kind of fault in a file of the archive. */
export type ArchiveFault = (typeof ARCHIVE_FAULTS)[number];
/** A kind of fault of a stream. */
export type StreamFault = (typeof STREAM_FAULTS)[number];
/** The kind of a fault. */
export type FaultKind = (typeof RESPONSE_FAULTS)[number] | RowFault | BookFault | ArchiveFault | StreamFault;

/**
 * A fault on demand. Of the requests (of streams: events) that match, the first `after` pass; of the rest every one, each
 * `every`th or a random share of `probability` is befallen, until it has been `times`.
 */
export interface Fault {
  readonly kind: FaultKind;
  readonly endpoint?: Endpoint;
  readonly market?: Market;
  readonly symbol?: string;
  /** How many matching requests pass before it strikes; 0 when left out. */
  readonly after?: number;
  /** How many requests it strikes; 1 when left out. */
  readonly times?: number | 'always';
  /** Only each so manieth is befallen, the first of them too; each when left out. */
  readonly every?: number;
  /** A part of 1: which are befallen is random, but the same for the same seed and the same requests. */
  readonly probability?: number;
  /** Of `rate-limit` and `ban`: seconds; 1 when left out. */
  readonly retryAfter?: number;
  /** Of `server-error`, `html`, `stream-refused` and `stream-closed`. */
  readonly status?: number;
  /** Of `slow`: how late the first byte is and how long the rest takes, each; 500 ms when left out. */
  readonly delayMs?: number;
  /** Of `book-stale`: how old the book is, ms of the exchange's time; 5000 when left out. */
  readonly behindMs?: number;
  /** Of `stream-silent`: how long, ms of the exchange's time; 30,000 when left out. */
  readonly forMs?: number;
}

/** Keys of a fault whose values are whole numbers. */
export const WHOLE_NUMBER_KEYS = [
  'after',
  'times',
  'every',
  'retryAfter',
  'status',
  'delayMs',
  'behindMs',
  'forMs',
] as const;
const KEYS = ['kind', 'endpoint', 'market', 'symbol', 'probability', ...WHOLE_NUMBER_KEYS];

/** A fault that cannot be: an unknown kind, a matcher that names nothing. */
export class InvalidFaultError extends Error {
  override readonly name = 'InvalidFaultError';
}

/**
 * Makes sure that something is a fault.
 * @throws {InvalidFaultError} naming what is wrong with it
 */
export function parseFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null)
    throw new InvalidFaultError('a fault is an object with a kind');
  const given = value as Record<string, unknown>;
  const kinds = FAULT_KINDS.join(', ');
  if (!FAULT_KINDS.includes(given['kind'] as FaultKind)) {
    throw new InvalidFaultError(`there is no fault of kind ${String(given['kind'])}; there are ${kinds}`);
  }
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown) throw new InvalidFaultError(`a fault has no ${unknown}; it has ${KEYS.join(', ')}`);
  if (given['market'] !== undefined && !isMarket(given['market'])) {
    throw new InvalidFaultError(`there is no market ${String(given['market'])}; there are spot, usdm, coinm`);
  }
  if (given['endpoint'] !== undefined && !ENDPOINTS.includes(given['endpoint'] as Endpoint)) {
    throw new InvalidFaultError(
      `there is no endpoint ${String(given['endpoint'])}; there are ${ENDPOINTS.join(', ')}`,
    );
  }
  for (const key of WHOLE_NUMBER_KEYS) {
    const number = given[key];
    if (number === undefined || (key === 'times' && number === 'always')) continue;
    if (!Number.isInteger(number) || (number as number) < (key === 'every' ? 1 : 0)) {
      throw new InvalidFaultError(
        `${key} of a fault is a whole number${key === 'every' ? ' from 1 on' : ''}, but is ${String(number)}`,
      );
    }
  }
  const probability = given['probability'];
  if (
    probability !== undefined &&
    !(typeof probability === 'number' && probability > 0 && probability <= 1)
  ) {
    throw new InvalidFaultError(
      `probability of a fault is above 0 and at most 1, but is ${String(probability)}`,
    );
  }
  return given as unknown as Fault;
}
