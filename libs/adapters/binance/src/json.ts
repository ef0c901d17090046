import { BadResponseError, type TransportResponse } from '@marketloom/exchange';

/**
 * The body of an answer as JSON. With `whole`, numbers come as the text that was sent, save those under its keys.
 * @throws {BadResponseError} when it is not JSON: HTML, or cut off
 */
export function readJson(
  response: TransportResponse,
  operation: string,
  options: { readonly whole?: ReadonlySet<string> } = {},
): unknown {
  const text = response.text();
  try {
    return options.whole === undefined ? JSON.parse(text) : parseKeepingNumbers(text, options.whole);
  } catch (cause) {
    throw new BadResponseError(`the answer is not JSON: ${(cause as Error).message}`, {
      exchange: 'binance',
      operation,
      path: '$',
      sample: text,
      cause,
    });
  }
}

/**
 * JSON with its numbers as they stand in the text, save those under the keys of `whole`, which become numbers. Binance
 * sends decimals as strings; this is for the day on which it does not.
 */
export function parseKeepingNumbers(text: string, whole: ReadonlySet<string>): unknown {
  const keep = (key: string, value: unknown, context: { readonly source?: string }): unknown =>
    typeof value === 'number' && !whole.has(key) ? (context.source ?? String(value)) : value;
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown);
}
