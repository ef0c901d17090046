import { isMarked } from './marked.ts';

const marker: unique symbol = Symbol.for('@marketloom/exchange/invalid-adapter') as never;

/** An adapter is there but is not one, or cannot be loaded. Its message lists all that is wrong with it. */
export class InvalidAdapterError extends Error {
  override readonly name = 'InvalidAdapterError';
  /** The exchange that was asked for: `kraken`. */
  readonly exchange: string;
  /** What was imported: a package's name, or a path. */
  readonly specifier: string;
  /** What is missing or wrong, in words for a person. */
  readonly faults: readonly string[];
  readonly [marker] = true;

  constructor(details: {
    readonly exchange: string;
    readonly specifier: string;
    readonly faults: readonly string[];
    readonly cause?: unknown;
  }) {
    const { exchange, specifier, faults, cause } = details;
    super(`${specifier} is no adapter for exchange ${exchange}: ${faults.join('; ')}`, { cause });
    this.exchange = exchange;
    this.specifier = specifier;
    this.faults = faults;
  }

  /** Whether a value is an {@link InvalidAdapterError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is InvalidAdapterError {
    return isMarked(value, marker);
  }
}
