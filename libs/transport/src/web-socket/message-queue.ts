/** What a {@link MessageQueue} does to its source. */
export interface Valve {
  pause(): void;
  resume(): void;
}

interface Reader<T> {
  readonly resolve: (result: IteratorResult<T, void>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Hands on what arrives to one reader, and shuts the valve while more waits than should. */
export class MessageQueue<T> implements AsyncIterableIterator<T, void, undefined> {
  readonly #most: number;
  readonly #valve: Valve;
  readonly #onLeft: () => Promise<void>;
  /** Consumed from `#first` on; what lies before is cut off from time to time. */
  #waiting: T[] = [];
  #first = 0;
  #isShut = false;
  #reader: Reader<T> | null = null;
  /** How it ended, once it has; null for well. */
  #end: { readonly error: unknown } | 'well' | null = null;

  constructor(most: number, valve: Valve, onLeft: () => Promise<void>) {
    this.#most = most;
    this.#valve = valve;
    this.#onLeft = onLeft;
  }

  /** Whether the source is held back. */
  get isShut(): boolean {
    return this.#isShut;
  }

  push(message: T): void {
    if (this.#end !== null) return;
    if (this.#reader !== null) {
      this.#reader.resolve({ value: message, done: false });
      this.#reader = null;
      return;
    }
    this.#waiting.push(message);
    if (!this.#isShut && this.#waiting.length - this.#first >= this.#most) {
      this.#isShut = true;
      this.#valve.pause();
    }
  }

  /** Ends it: what waits is still read. The first end counts. */
  end(): void {
    this.#end ??= 'well';
    this.#reader?.resolve({ value: undefined, done: true });
    this.#reader = null;
  }

  /** Ends it with an error, once what waits is read; at once with `drop`. */
  fail(error: unknown, drop = false): void {
    if (drop) this.#waiting = [];
    if (drop) this.#first = 0;
    this.#end ??= { error };
    this.#reader?.reject(error);
    this.#reader = null;
  }

  next(): Promise<IteratorResult<T, void>> {
    if (this.#first < this.#waiting.length) {
      const message = this.#waiting[this.#first] as T;
      this.#first += 1;
      if (this.#first === this.#waiting.length || this.#first > 1024) {
        this.#waiting = this.#waiting.slice(this.#first);
        this.#first = 0;
      }
      if (this.#isShut && (this.#waiting.length - this.#first) * 2 <= this.#most) {
        this.#isShut = false;
        this.#valve.resume();
      }
      return Promise.resolve({ value: message, done: false });
    }
    if (this.#end === 'well') return Promise.resolve({ value: undefined, done: true });
    if (this.#end !== null) return Promise.reject(this.#end.error);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  /** The reader leaves. */
  async return(): Promise<IteratorResult<T, void>> {
    this.end();
    await this.#onLeft();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
