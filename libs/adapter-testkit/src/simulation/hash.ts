/** A number of 32 bits that follows from what is given, and looks like chance. */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}|`;
    for (let index = 0; index < text.length; index += 1) {
      state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
    }
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** Numbers that look like chance and are the same for the same seed. */
export class Chance {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    this.#drawn += 1;
    const high = hash(this.#seed, this.#drawn, 'high') * 2 ** 21;
    const draw = (high + (hash(this.#seed, this.#drawn, 'low') >>> 11)) / 2 ** 53;
    return least + Math.floor(draw * (most - least + 1));
  }

  /** One of several. */
  of<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)] as T;
  }
}
