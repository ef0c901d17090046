import { isMarked } from './marked.ts';

const marker: unique symbol = Symbol.for('@marketloom/exchange/invalid-duration') as never;

/** A text that is not a duration. */
export class InvalidDurationError extends Error {
  override readonly name = 'InvalidDurationError';
  /** What was to be a duration, as it was given. */
  readonly input: string;
  readonly [marker] = true;

  constructor(input: string) {
    super(
      `invalid duration ${JSON.stringify(input)}: it is a number and a unit, ms, s, m, h or d, ` +
        'such as 500ms, 5s, 1.5m, 2h or 1d, and a whole number of milliseconds',
    );
    this.input = input;
  }

  /** Whether a value is an {@link InvalidDurationError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is InvalidDurationError {
    return isMarked(value, marker);
  }
}
