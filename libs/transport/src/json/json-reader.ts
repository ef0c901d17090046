import { BadResponseError } from '@marketloom/exchange';
import { ExactNumber } from './exact-json.ts';
import { printSample } from './print-sample.ts';

/** Who asked for what, for errors. */
export interface ResponseContext {
  readonly exchange: string;
  readonly operation: string;
}

/**
 * Reads a parsed answer field by field. What is not as asked for throws a {@link BadResponseError} that names the path
 * (`$.result[3].price`) and what stood there. It takes both what `parseExactJson` and what `JSON.parse` give.
 * @example
 * const rows = JsonReader.of(parseExactJson(body), context).field('result').items();
 * const prices = rows.map((row) => row.item(4).decimal());
 */
export class JsonReader {
  /** What stands here. */
  readonly value: unknown;
  readonly #context: ResponseContext;
  readonly #parent: JsonReader | null;
  readonly #key: string | number;

  private constructor(
    value: unknown,
    context: ResponseContext,
    parent: JsonReader | null,
    key: string | number,
  ) {
    this.value = value;
    this.#context = context;
    this.#parent = parent;
    this.#key = key;
  }

  /** A reader of a whole answer. */
  static of(value: unknown, context: ResponseContext): JsonReader {
    return new JsonReader(value, context, null, '$');
  }

  /** Where this stands in the answer: `$.result[3].price`. */
  get path(): string {
    if (this.#parent === null) return '$';
    const { path } = this.#parent;
    if (typeof this.#key === 'number') return `${path}[${this.#key}]`;
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(this.#key)
      ? `${path}.${this.#key}`
      : `${path}[${JSON.stringify(this.#key)}]`;
  }

  /** Whether null stands here, or nothing at all. */
  get isNull(): boolean {
    return this.value === null || this.value === undefined;
  }

  /** A field of an object; it must be there. */
  field(name: string): JsonReader {
    const field = this.optional(name);
    if (field === null) this.fail(`has no field ${JSON.stringify(name)}`);
    return field;
  }

  /** A field of an object; null when it is missing. */
  optional(name: string): JsonReader | null {
    if (!isObject(this.value)) this.fail('is not an object');
    return Object.hasOwn(this.value, name)
      ? new JsonReader(this.value[name], this.#context, this, name)
      : null;
  }

  /** The fields of an object, in their order. */
  entries(): [name: string, field: JsonReader][] {
    if (!isObject(this.value)) this.fail('is not an object');
    return Object.entries(this.value).map(([name, value]) => [
      name,
      new JsonReader(value, this.#context, this, name),
    ]);
  }

  /** An item of an array; it must be there. */
  item(index: number): JsonReader {
    if (!Array.isArray(this.value)) this.fail('is not an array');
    if (index >= this.value.length) this.fail(`has ${this.value.length} items, no item ${index}`);
    return new JsonReader(this.value[index], this.#context, this, index);
  }

  /** The items of an array. */
  items(): JsonReader[] {
    if (!Array.isArray(this.value)) this.fail('is not an array');
    return this.value.map((value, index) => new JsonReader(value, this.#context, this, index));
  }

  /** A string. */
  string(): string {
    if (typeof this.value !== 'string') this.fail('is not a string');
    return this.value;
  }

  /** True or false. */
  boolean(): boolean {
    if (typeof this.value !== 'boolean') this.fail('is not true or false');
    return this.value;
  }

  /** A decimal, sent as a number or as a string, digit for digit as sent. Needs `parseExactJson` for numbers. */
  decimal(): string {
    const text = this.#numberText();
    if (text === null || !DECIMAL.test(text)) this.fail('is not a decimal number');
    return text;
  }

  /** A whole number that a float holds exactly, sent as a number or as a string: a time, a count. */
  integer(): number {
    const text = this.#numberText();
    if (text === null || !INTEGER.test(text)) this.fail('is not a whole number');
    const number = Number(text);
    if (!Number.isSafeInteger(number)) this.fail('is too large a whole number');
    return number;
  }

  /** Throws a {@link BadResponseError} that names this place: `fail('is not a known status')`. */
  fail(reason: string, cause?: unknown): never {
    const sample = printSample(this.value);
    throw new BadResponseError(`a value in the answer ${reason}`, {
      ...this.#context,
      path: this.path,
      sample,
      cause,
    });
  }

  #numberText(): string | null {
    const { value } = this;
    if (typeof value === 'string') return value;
    if (value instanceof ExactNumber) return value.text;
    if (typeof value !== 'number') return null;
    if (Number.isSafeInteger(value)) return String(value);
    throw new TypeError(
      `${this.path} was read as a float, whose digits are lost: parse the answer with parseExactJson`,
    );
  }
}

const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}
