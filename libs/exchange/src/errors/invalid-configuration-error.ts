import { isMarked } from './marked.ts';

const marker: unique symbol = Symbol.for('@marketloom/exchange/invalid-configuration') as never;

/** A key or value of a configuration that cannot be. Who read it from a file adds the file and the section. */
export class InvalidConfigurationError extends Error {
  override readonly name = 'InvalidConfigurationError';
  /** The key at fault: `spot_url`. */
  readonly key: string;
  /** What is wrong, in words for a person. Holds no user names and no passwords. */
  readonly reason: string;
  readonly [marker] = true;

  constructor(key: string, reason: string, options: { readonly cause?: unknown } = {}) {
    super(`${key}: ${reason}`, options);
    this.key = key;
    this.reason = reason;
  }

  /** Whether a value is an {@link InvalidConfigurationError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is InvalidConfigurationError {
    return isMarked(value, marker);
  }
}
