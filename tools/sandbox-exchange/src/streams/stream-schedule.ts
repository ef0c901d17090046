import type { ClockFollower, SandboxClock } from '../sandbox-clock.ts';

/** Events are due at multiples of this. */
const GRID_MS = 50;
/** How often the clock is looked at. */
const LOOK_MS = 10;
/** Events that are later than this are sent in a hurry, ms of the exchange's time. */
const HURRY_MS = 1000;
/** How long events are sent without a break for everything else. */
const STINT_MS = 10;

/** What is sent by the clock. */
export interface ScheduledStreams {
  /** Whether anybody listens. */
  readonly awaited: boolean;
  /** Whether those who listen have taken what was sent, so that there may be more. */
  readonly ready: boolean;
  /** Sends what is due at a time; `hurried` where that was long ago, and there is more. */
  send(at: number, hurried: boolean): void;
  /** The time is another: what was sent before is not continued. */
  restart(): void;
}

/**
 * Has streams send by the clock: everything in its order, however fast the clock runs, and no faster than it is taken. The
 * clock waits for it.
 */
export class StreamSchedule implements ClockFollower {
  readonly #clock: SandboxClock;
  readonly #streams: ScheduledStreams;
  /** What was due until then has been sent. */
  #through: number | null = null;
  #timer: NodeJS.Timeout | NodeJS.Immediate | null = null;

  constructor(clock: SandboxClock, streams: ScheduledStreams) {
    this.#clock = clock;
    this.#streams = streams;
    clock.follow(this);
  }

  ceiling(): number {
    return this.#through === null ? Infinity : this.#through + GRID_MS - 1;
  }

  jumped(): void {
    if (this.#through === null) return;
    this.#through = gridAt(this.#clock.due);
    this.#streams.restart();
  }

  hurried(): void {
    if (this.#through === null) return;
    this.#stop();
    this.#timer = setImmediate(this.#work);
  }

  /** Begins to send, where it does not yet: somebody listens. */
  start(): void {
    if (this.#through !== null) return;
    this.#through = gridAt(this.#clock.due);
    this.#timer = setTimeout(this.#work, LOOK_MS);
    this.#clock.resume();
  }

  /** Ends it. */
  close(): void {
    this.#stop();
    this.#through = null;
  }

  readonly #work = (): void => {
    this.#timer = null;
    const until = performance.now() + STINT_MS;
    const { due } = this.#clock;
    // The clock that this one was made from may have been turned back.
    if (this.#through !== null && due < this.#through) this.jumped();
    while (this.#streams.awaited && this.#streams.ready && this.#isBehind(due) && performance.now() < until) {
      const at = (this.#through as number) + GRID_MS;
      this.#streams.send(at, due - at > HURRY_MS);
      this.#through = at;
    }
    if (!this.#streams.awaited) {
      this.#clock.pause();
      this.close();
      return;
    }
    const busy = this.#streams.ready && this.#isBehind(due);
    this.#timer = busy ? setImmediate(this.#work) : setTimeout(this.#work, this.#isBehind(due) ? 1 : LOOK_MS);
  };

  #isBehind(due: number): boolean {
    return this.#through !== null && this.#through + GRID_MS <= due;
  }

  #stop(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    this.#timer = null;
  }
}

function gridAt(time: number): number {
  return Math.floor(time / GRID_MS) * GRID_MS;
}
