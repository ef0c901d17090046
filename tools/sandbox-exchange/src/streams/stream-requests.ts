import type { Market } from '../market.ts';
import { isStreamName } from './stream-name.ts';

/** What a message to a stream server is about: the connection it came over. */
export interface StreamRequestTarget {
  readonly market: Market;
  combined: boolean;
  /** Names of the streams that it is subscribed to. */
  list(): readonly string[];
  subscribe(names: readonly string[]): void;
  unsubscribe(names: readonly string[]): void;
}

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;
type Method = (typeof METHODS)[number];

/** A message that is answered with an error. */
class StreamRequestError extends Error {
  override readonly name = 'StreamRequestError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Does what a message asks for. Gives the answer.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#live-subscribingunsubscribing-to-streams
 */
export function answerStreamRequest(target: StreamRequestTarget, text: string): object {
  let id: unknown;
  try {
    const request = readRequest(text);
    ({ id } = request);
    const method = methodOf(request, text);
    if (!isRequestId(id)) throw invalid('request ID must be an unsigned integer');
    return { result: perform(target, method, request['params']), id };
  } catch (error) {
    if (!(error instanceof StreamRequestError)) throw error;
    const failure = { error: { code: error.code, msg: error.message } };
    return isRequestId(id) ? { ...failure, id } : failure;
  }
}

function perform(target: StreamRequestTarget, method: Method, params: unknown): unknown {
  switch (method) {
    case 'LIST_SUBSCRIPTIONS':
      if (params !== undefined && !(Array.isArray(params) && params.length === 0))
        throw invalid('too many parameters');
      return target.list();
    case 'SUBSCRIBE':
      target.subscribe(streamNames(target.market, params));
      return null;
    case 'UNSUBSCRIBE':
      target.unsubscribe(streamNames(target.market, params));
      return null;
    case 'GET_PROPERTY':
      combinedOnly(params, 1);
      return target.combined;
    case 'SET_PROPERTY': {
      const [, value] = combinedOnly(params, 2);
      if (typeof value !== 'boolean') throw new StreamRequestError(1, 'Invalid value type: expected Boolean');
      target.combined = value;
      return null;
    }
  }
}

function readRequest(text: string): Readonly<Record<string, unknown>> {
  try {
    const request: unknown = JSON.parse(text);
    if (typeof request === 'object' && request !== null) return request as Record<string, unknown>;
  } catch {
    // What is no JSON is refused like JSON that is no object.
  }
  throw new StreamRequestError(3, 'Invalid JSON: expected value at line 1 column 1');
}

function methodOf({ method }: Readonly<Record<string, unknown>>, text: string): Method {
  const where = `at line 1 column ${text.length}`;
  if (method === undefined) throw invalid(`missing field \`method\` ${where}`);
  const known = METHODS.find((each) => each === method);
  if (known) return known;
  const names = METHODS.map((each) => `\`${each}\``).join(', ');
  throw invalid(`unknown variant \`${String(method)}\`, expected one of ${names} ${where}`);
}

function streamNames(market: Market, params: unknown): readonly string[] {
  if (!Array.isArray(params) || params.length === 0) throw invalid('missing field `params`');
  const names = params.filter((name) => typeof name === 'string' && isStreamName(market, name));
  if (names.length < params.length) throw invalid('invalid stream');
  return names as string[];
}

function combinedOnly(params: unknown, most: number): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(params) ? params : [];
  if (typeof given[0] !== 'string') throw invalid('property name must be a string');
  if (given.length > most) throw invalid('too many parameters');
  if (given[0] !== 'combined') throw new StreamRequestError(0, 'Unknown property');
  return given;
}

/** A whole number, a short text, or null. */
function isRequestId(id: unknown): id is number | string | null {
  return id === null || Number.isInteger(id) || (typeof id === 'string' && /^[a-zA-Z0-9_-]{1,36}$/.test(id));
}

function invalid(message: string): StreamRequestError {
  return new StreamRequestError(2, `Invalid request: ${message}`);
}
