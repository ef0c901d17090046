import { INTERVALS } from '../interval.ts';
import { isMarked } from './marked.ts';

const marker: unique symbol = Symbol.for('@marketloom/exchange/invalid-interval') as never;

/** A text that names no interval. Its message lists those there are. */
export class InvalidIntervalError extends Error {
  override readonly name = 'InvalidIntervalError';
  /** What was to be an interval, as it was given. */
  readonly input: string;
  readonly [marker] = true;

  constructor(input: string) {
    super(`invalid interval ${JSON.stringify(input)}: it is one of ${INTERVALS.join(', ')}`);
    this.input = input;
  }

  /** Whether a value is an {@link InvalidIntervalError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is InvalidIntervalError {
    return isMarked(value, marker);
  }
}
