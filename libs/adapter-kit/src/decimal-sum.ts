/** A decimal as whole digits and how many of them stand behind the point. */
interface Scaled {
  readonly digits: bigint;
  readonly places: number;
}

const PLAIN = /^-?\d+(?:\.(\d+))?$/;

/** @throws {RangeError} for what is not a plain decimal */
function scaled(text: string): Scaled {
  const match = PLAIN.exec(text);
  if (match === null) throw new RangeError(`not a plain decimal: ${text}`);
  return { digits: BigInt(text.replace('.', '')), places: match[1]?.length ?? 0 };
}

/** An exact sum of decimals that are given as text, such as what traded at one price. */
export class DecimalSum {
  #digits = 0n;
  #places = 0;

  /**
   * Adds a decimal.
   * @throws {RangeError} for one with an exponent, and for what is none
   */
  add(text: string): void {
    this.#add(scaled(text));
  }

  /**
   * Adds the product of two decimals.
   * @throws {RangeError} as {@link DecimalSum.add} does
   */
  addProduct(a: string, b: string): void {
    const [first, second] = [scaled(a), scaled(b)];
    this.#add({ digits: first.digits * second.digits, places: first.places + second.places });
  }

  /** With as many places as the addend that has most: `0.50` and `1` make `1.50`. */
  toString(): string {
    if (this.#places === 0) return String(this.#digits);
    const sign = this.#digits < 0n ? '-' : '';
    const digits = String(this.#digits)
      .replace('-', '')
      .padStart(this.#places + 1, '0');
    return `${sign}${digits.slice(0, -this.#places)}.${digits.slice(-this.#places)}`;
  }

  #add({ digits, places }: Scaled): void {
    if (places > this.#places) {
      this.#digits *= 10n ** BigInt(places - this.#places);
      this.#places = places;
    }
    this.#digits += digits * 10n ** BigInt(this.#places - places);
  }
}
