/** A number as it stood in the JSON text. */
export class ExactNumber {
  /** The source text, digit for digit: `0.10`, `1e-8`. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The source text. */
  toString(): string {
    return this.text;
  }
}

/** A JSON value whose numbers keep their source text. */
export type ExactJson =
  | null
  | boolean
  | string
  | ExactNumber
  | readonly ExactJson[]
  | { readonly [name: string]: ExactJson };

/** How deep arrays and objects may be nested. */
export const DEEPEST_JSON = 500;
