import type { Clock, RequestBudget } from '@marketloom/exchange';
import type { Admission } from './admission.ts';
import { checkRequest, overfull, refusal } from './budget-refusals.ts';
import { type LimitNotice, type Pause, Pauses } from './pause.ts';
import { WeightWindows } from './weight-windows.ts';

/** What asks to be let through. */
export interface Entry {
  readonly exchange: string;
  readonly operation: string;
  readonly budget: RequestBudget;
  readonly weight: number;
  /** Requests in flight at once on the budget. */
  readonly concurrency: number;
  /** How long it may wait here. */
  readonly maximumWaitMs: number;
  /** How many may wait here at once. */
  readonly maximumWaiting: number;
}

interface Waiting {
  readonly entry: Entry;
  readonly deadline: number;
  readonly admit: (admission: Admission) => void;
  readonly refuse: (reason: unknown) => void;
}

/** What is known of a budget at a moment. */
export interface BudgetState {
  /** Weight used in the current window. */
  readonly used: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** Epoch ms until which nothing is sent; null when nothing holds requests back. */
  readonly pausedUntil: number | null;
}

const LONGEST_SLEEP = 3_600_000;

/** Lets requests through to one budget: first come, first served, within the weight and outside of pauses. */
export class BudgetGate {
  readonly #clock: Clock;
  readonly #windows: WeightWindows;
  readonly #pauses: Pauses = new Pauses();
  readonly #queue: Waiting[] = [];
  #inFlight = 0;
  #admitted = 0;
  #alarm: { readonly time: number; readonly controller: AbortController } | null = null;

  constructor(windowMs: number, clock: Clock) {
    this.#windows = new WeightWindows(windowMs);
    this.#clock = clock;
  }

  /**
   * Waits for its turn.
   * @throws {InvalidRequestError} when the weight is more than a window allows
   * @throws {RateLimitError | BanError} at once, when the wait would be longer than `maximumWaitMs` or too many wait
   * @throws the signal's reason, when it aborts
   */
  enter(entry: Entry, signal: AbortSignal): Promise<Admission> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      checkRequest(entry, this.#windows.windowMs);
      if (this.#queue.length >= entry.maximumWaiting) throw overfull(entry, this.#queue.length);
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(signal.reason);
        this.#letThrough();
      };
      const leave = (): void => signal.removeEventListener('abort', onAbort);
      const waiting: Waiting = {
        entry,
        deadline: this.#clock.now() + entry.maximumWaitMs,
        admit: (admission) => (leave(), resolve(admission)),
        refuse: (reason) => (leave(), reject(reason)),
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(waiting);
      this.#letThrough();
    });
  }

  /** What is known now. */
  state(): BudgetState {
    const now = this.#clock.now();
    return {
      used: this.#windows.used(now),
      inFlight: this.#inFlight,
      waiting: this.#queue.length,
      pausedUntil: this.#pauses.at(now)?.until ?? null,
    };
  }

  #letThrough(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const now = this.#clock.now();
      const { entry } = next;
      const pause = this.#pauses.at(now);
      const time = pause?.until ?? this.#windows.nextFit(entry.weight, entry.budget.capacity, now);
      if (time > now) {
        this.#refuseTheLate(time, pause);
        if (this.#queue[0] !== next) continue;
        this.#wakeAt(time, now);
        return;
      }
      if (this.#inFlight >= entry.concurrency) return;
      this.#queue.shift();
      next.admit(this.#admission(entry, now));
    }
    this.#alarm?.controller.abort();
    this.#alarm = null;
  }

  /** Refuses those whose turn cannot come in time, when nothing is sent before `time`. */
  #refuseTheLate(time: number, pause: Pause | null): void {
    let ahead = 0;
    const late: [Waiting, number][] = [];
    for (const waiting of this.#queue) {
      const { weight, budget } = waiting.entry;
      const turn = this.#windows.earliestAfter(ahead, weight, budget.capacity, time);
      if (turn > waiting.deadline) late.push([waiting, turn]);
      else ahead += weight;
    }
    const now = this.#clock.now();
    for (const [waiting, turn] of late) {
      this.#queue.splice(this.#queue.indexOf(waiting), 1);
      waiting.refuse(refusal(waiting.entry, { now, turn, pause, used: this.#windows.used(now) }));
    }
  }

  #admission(entry: Entry, now: number): Admission {
    const ticket = this.#windows.take(entry.weight, now);
    const serial = ++this.#admitted;
    this.#inFlight += 1;
    return {
      begin: () => {
        const time = this.#clock.now();
        return this.#pauses.at(time) === null && this.#windows.cover(ticket, entry.budget.capacity, time);
      },
      cancel: () => {
        this.#windows.giveBack(ticket);
        this.#leave();
      },
      settle: (ending) => {
        const { answered, limit } = ending;
        this.#windows.settle(ticket, entry.budget.capacity, ending);
        const pause = limit === null ? null : this.#pause(limit, serial);
        if (limit === null && answered) this.#pauses.passed(serial);
        this.#leave();
        return pause;
      },
    };
  }

  #pause(limit: LimitNotice, serial: number): Pause {
    const now = this.#clock.now();
    const { windowMs, marginMs } = this.#windows;
    const windowEnd = (Math.floor(now / windowMs) + 1) * windowMs + marginMs;
    return this.#pauses.add(limit, serial, this.#admitted, now, windowEnd);
  }

  #leave(): void {
    this.#inFlight -= 1;
    this.#letThrough();
  }

  #wakeAt(time: number, now: number): void {
    if (this.#alarm !== null && this.#alarm.time <= time) return;
    this.#alarm?.controller.abort();
    const alarm = { time, controller: new AbortController() };
    this.#alarm = alarm;
    const delay = Math.min(LONGEST_SLEEP, Math.max(1, Math.ceil(time - now)));
    const rung = (): void => {
      if (this.#alarm !== alarm) return;
      this.#alarm = null;
      this.#letThrough();
    };
    this.#clock.sleep(delay, alarm.controller.signal).then(rung, (error: unknown) => {
      if (this.#alarm !== alarm) return;
      this.#alarm = null;
      for (const waiting of this.#queue.splice(0)) waiting.refuse(error);
    });
  }
}
