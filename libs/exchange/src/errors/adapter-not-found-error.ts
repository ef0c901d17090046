import { isMarked } from './marked.ts';

const marker: unique symbol = Symbol.for('@marketloom/exchange/adapter-not-found') as never;

/** There is no adapter for an exchange where it was looked for. Its message says how to get it. */
export class AdapterNotFoundError extends Error {
  override readonly name = 'AdapterNotFoundError';
  /** The exchange that was asked for: `kraken`. */
  readonly exchange: string;
  /** What was imported: a package's name, or a path. */
  readonly specifier: string;
  /** What installs it; null where nothing does, for a path. */
  readonly installCommand: string | null;
  readonly [marker] = true;

  constructor(details: {
    readonly exchange: string;
    readonly specifier: string;
    readonly installCommand: string | null;
    readonly cause?: unknown;
  }) {
    const { exchange, specifier, installCommand, cause } = details;
    super(
      installCommand === null
        ? `the adapter of exchange ${exchange} is not there: no file ${specifier}`
        : `no adapter for exchange ${exchange}: package ${specifier} is not installed; run: ${installCommand}`,
      { cause },
    );
    this.exchange = exchange;
    this.specifier = specifier;
    this.installCommand = installCommand;
  }

  /** Whether a value is an {@link AdapterNotFoundError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is AdapterNotFoundError {
    return isMarked(value, marker);
  }
}
