import { isExchangeError, type ExchangeErrorKind } from '@marketloom/exchange';

/** One property that every adapter has. */
export interface ConformanceCheck {
  /** Short, in kebab-case; never changes: `half-open-ranges`. */
  readonly id: string;
  /** What holds, in words, with the market where it is of one. */
  readonly name: string;
  /** Resolves when it holds; rejects with a {@link ConformanceError} that says what was expected and what came. */
  readonly run: () => Promise<void>;
}

/** An adapter does not do what it must. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

/** @throws {ConformanceError} with the message, unless the condition holds */
export function insist(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new ConformanceError(message());
}

/** @throws {ConformanceError} unless both print alike as JSON */
export function insistSame(actual: unknown, expected: unknown, what: string): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  insist(one === other, () => `${what}: expected ${cut(other)}, got ${cut(one)}`);
}

const cut = (text: string | undefined): string => String(text).slice(0, 400);

/** What a promise rejects with. @throws {ConformanceError} when it does not */
export async function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new ConformanceError(`${what}: expected an error, got ${cut(JSON.stringify(value))}`);
}

/** @throws {ConformanceError} unless the promise rejects with an error of an exchange of one of these kinds */
export async function insistKind(
  promise: Promise<unknown>,
  kinds: readonly ExchangeErrorKind[],
  what: string,
): Promise<void> {
  const error = await rejection(promise, what);
  const kind = isExchangeError(error) ? error.kind : null;
  insist(
    kind !== null && kinds.includes(kind),
    () =>
      `${what}: expected an error of kind ${kinds.join(' or ')}, got ${kind ?? 'no ExchangeError'}: ${String(error)}`,
  );
}
