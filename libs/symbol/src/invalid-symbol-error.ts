const marker: unique symbol = Symbol.for('@marketloom/symbol/invalid') as never;

/** The part of a symbol that is at fault. `shape` means that parts are missing altogether. */
export type SymbolPart = 'shape' | 'base' | 'quote' | 'type' | 'expiry' | 'settle';

/** A string that is not a symbol. Its message names the part at fault and what is wrong with it. */
export class InvalidSymbolError extends Error {
  override readonly name = 'InvalidSymbolError';
  /** What was to be a symbol, as it was given. */
  readonly input: string;
  readonly part: SymbolPart;
  /** What is wrong with the part, in words for a person. */
  readonly reason: string;
  readonly [marker] = true;

  constructor(input: string, part: SymbolPart, reason: string) {
    super(
      `invalid symbol ${JSON.stringify(input)}: ${part}: ${reason}; ` +
        'a symbol is BASE-QUOTE-SPOT, BASE-QUOTE-PERP or BASE-QUOTE-FUTURE_YYMMDD, ' +
        'with :SETTLE behind it where a derivative settles in something other than its quote',
    );
    this.input = input;
    this.part = part;
    this.reason = reason;
  }

  /** Whether a value is an {@link InvalidSymbolError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is InvalidSymbolError {
    return (
      typeof value === 'object' && value !== null && (value as Record<PropertyKey, unknown>)[marker] === true
    );
  }
}
