const marker: unique symbol = Symbol.for('@marketloom/cli/usage') as never;

/** A flag, an argument or a key of the configuration is at fault. The message says which, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly [marker] = true;

  /** Whether a value is a {@link UsageError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is UsageError {
    return (
      typeof value === 'object' && value !== null && (value as Record<PropertyKey, unknown>)[marker] === true
    );
  }
}
