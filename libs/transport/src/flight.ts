import type { TransportRequest } from '@marketloom/exchange';
import type { Admission } from './budget/admission.ts';
import { printTime } from './budget/budget-refusals.ts';
import type { LimitNotice, Pause } from './budget/pause.ts';
import { ReceivedResponse } from './http/received-response.ts';
import type { CollectedResponse } from './http/response-collector.ts';
import { limitByError, limitByStatus, limitError } from './limit-notice.ts';
import type { RequestEvent } from './request-events.ts';
import type { Settings } from './settings.ts';

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** A request on its way with an admission, until it has landed or failed. It tells the budget and the observers. */
export class Flight<T> {
  readonly #request: TransportRequest<T>;
  readonly #admission: Admission;
  readonly #settings: Settings;
  readonly #description: Omit<RequestEvent, 'sentAt'>;
  /** Null until the request is written. */
  #event: RequestEvent | null = null;
  #startedAt = 0;

  constructor(
    request: TransportRequest<T>,
    admission: Admission,
    settings: Settings,
    { url, attempt }: Pick<RequestEvent, 'url' | 'attempt'>,
  ) {
    this.#request = request;
    this.#admission = admission;
    this.#settings = settings;
    const { exchange, operation, method = 'GET', budget, weight } = request;
    this.#description = { exchange, operation, method, url, budget: budget.id, weight, attempt };
  }

  /** Whether the request may be written now; to be asked just before. */
  begin(): boolean {
    if (!this.#admission.begin()) return false;
    this.#event = { ...this.#description, sentAt: this.#settings.clock.now() };
    this.#startedAt = performance.now();
    this.#settings.onRequest(this.#event);
    return true;
  }

  /** Ends the flight without a whole answer. */
  fail(error: unknown): void {
    if (this.#event === null) {
      this.#admission.cancel();
      return;
    }
    const { sentAt } = this.#event;
    const endedAt = this.#settings.clock.now();
    this.#admission.settle({ sentAt, endedAt, answered: false, usedWeight: null, limit: null });
    this.#report(this.#event, { status: null, bytes: 0, usedWeight: null, error });
  }

  /** Ends the flight with an answer: what `decode` makes of it, or the error that it means. */
  land(collected: CollectedResponse): T {
    const event = this.#event;
    if (event === null) throw new Error('an answer came to a request that was not written');
    const { sentAt } = event;
    const receivedAt = this.#settings.clock.now();
    const response = new ReceivedResponse({ ...collected, sentAt, receivedAt });
    const byStatus = limitByStatus(response, this.#request);
    let outcome: Outcome<T> = byStatus === null ? this.#decode(response) : { error: byStatus.error };
    const limit = byStatus ?? ('error' in outcome ? limitByError(outcome.error, receivedAt) : null);
    const usedWeight = this.#usedWeight(response);
    const pause = this.#admission.settle({ sentAt, endedAt: receivedAt, answered: true, usedWeight, limit });
    if (pause !== null) this.#warn(limit, pause);
    if (byStatus !== null && pause !== null)
      outcome = { error: limitError(byStatus, pause, receivedAt, this.#request) };
    const error = 'error' in outcome ? outcome.error : null;
    this.#report(event, { status: response.status, bytes: response.body.length, usedWeight, error });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  #decode(response: ReceivedResponse): Outcome<T> {
    try {
      return { value: this.#request.decode(response) };
    } catch (error) {
      return { error };
    }
  }

  #usedWeight(response: ReceivedResponse): number | null {
    const { usedWeightHeader } = this.#request.budget;
    const text = usedWeightHeader === undefined ? undefined : response.headers[usedWeightHeader];
    return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null;
  }

  #warn(limit: LimitNotice | null, { until }: Pause): void {
    const { exchange, operation, budget } = this.#request;
    const what = limit?.kind === 'ban' ? 'banned' : 'too many requests';
    const details = { operation, budget: budget.id, until: printTime(until) };
    this.#settings.logger.warn(`${exchange}: ${what}; nothing is sent before ${printTime(until)}`, details);
  }

  #report(
    event: RequestEvent,
    end: {
      readonly status: number | null;
      readonly bytes: number;
      readonly usedWeight: number | null;
      readonly error: unknown;
    },
  ): void {
    const durationMs = performance.now() - this.#startedAt;
    this.#settings.onResponse({ ...event, ...end, durationMs });
    const { logger } = this.#settings;
    const { operation, url, attempt, weight } = event;
    const { status, bytes, usedWeight, error } = end;
    const details = {
      operation,
      url,
      attempt,
      weight,
      usedWeight,
      bytes,
      durationMs: Math.round(durationMs),
    };
    logger.debug(
      `${event.exchange}: ${event.method} ${status ?? 'failed'}`,
      error === null ? details : { ...details, error },
    );
  }
}
