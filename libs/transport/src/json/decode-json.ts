import { isUtf8 } from 'node:buffer';
import { BadResponseError, type TransportResponse } from '@marketloom/exchange';
import { JsonReader, type ResponseContext } from './json-reader.ts';
import { parseExactJson } from './parse-exact-json.ts';

/**
 * Parses the body of an answer with `JSON.parse`: the fastest way, right where decimals are sent as strings. The status
 * is not looked at; see `throwForStatus`.
 * @throws {BadResponseError} at path `$`, when the body is empty, a web page, cut off or otherwise not JSON
 */
export function decodeJson(response: TransportResponse, context: ResponseContext): unknown {
  return decode(response, context, JSON.parse as (text: string) => unknown);
}

/**
 * Parses the body of an answer so that numbers keep their source text, and gives a reader of it.
 * @throws {BadResponseError} as {@link decodeJson} does
 */
export function readExactJson(response: TransportResponse, context: ResponseContext): JsonReader {
  return JsonReader.of(decode(response, context, parseExactJson), context);
}

function decode<T>(response: TransportResponse, context: ResponseContext, parse: (text: string) => T): T {
  const bad = (message: string, cause?: unknown): BadResponseError =>
    new BadResponseError(`${message} (HTTP ${response.status})`, {
      ...context,
      path: '$',
      sample: sampleOf(response),
      cause,
    });
  if (!isUtf8(response.body)) throw bad('the answer is not UTF-8 text');
  const text = response.text();
  try {
    return parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  } catch (error) {
    if (text.trim() === '') throw bad('the answer is empty, where JSON was expected', error);
    if (/^\s*</.test(text)) throw bad('the answer is a web page, where JSON was expected', error);
    throw bad(`the answer is broken or cut-off JSON of ${response.body.length} bytes`, error);
  }
}

const BYTE_ORDER_MARK = 0xfeff;

/** The beginning of a body, in one line, for messages. */
export function sampleOf(response: TransportResponse): string {
  return Buffer.from(response.body.subarray(0, 800))
    .toString('utf8')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
