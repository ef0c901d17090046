import {
  BanError,
  type ExchangeError,
  ExchangeRefusalError,
  InvalidRequestError,
  MaintenanceError,
  RateLimitError,
  RequestTimeoutError,
  type TransportResponse,
} from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { thrown } from './fixtures/thrown.ts';
import { ReceivedResponse } from './http/received-response.ts';
import { throwForStatus } from './throw-for-status.ts';

const context = { exchange: 'testex', operation: 'fetchThings' };
const NOW = Date.UTC(2026, 0, 5, 12);

const answer = (status: number, headers: Record<string, string> = {}): TransportResponse =>
  new ReceivedResponse({
    status,
    headers,
    body: Buffer.from('{"msg": "told"}'),
    sentAt: NOW - 5,
    receivedAt: NOW,
  });

it.each([200, 201, 204])('lets %i pass', (status) => {
  expect(() => throwForStatus(answer(status), context)).not.toThrow();
});

it.each([
  [301, InvalidRequestError, 'has moved to nowhere (HTTP 301)'],
  [400, InvalidRequestError, 'cannot take the request (HTTP 400: {"msg": "told"})'],
  [404, InvalidRequestError, 'cannot take the request'],
  [403, ExchangeRefusalError, 'the exchange refuses (HTTP 403: {"msg": "told"}) (code HTTP 403)'],
  [451, ExchangeRefusalError, 'the exchange refuses'],
  [408, RequestTimeoutError, 'ran out of time'],
  [504, RequestTimeoutError, 'ran out of time'],
  [500, MaintenanceError, 'does not serve for now (HTTP 500: {"msg": "told"})'],
  [503, MaintenanceError, 'does not serve for now'],
  [520, MaintenanceError, 'does not serve for now'],
  [429, RateLimitError, 'too many requests'],
  [418, BanError, 'banned'],
])('throws for %i what it stands for', (status, errorClass, message) => {
  const error = thrown(() => throwForStatus(answer(status), context)) as ExchangeError;
  expect(error).toBeInstanceOf(errorClass);
  expect(error.message).toContain(message);
  expect(error).toMatchObject({ ...context, retryAfterMs: null });
});

it('carries the wait of Retry-After', () => {
  const wait = { 'retry-after': '90' };
  expect(thrown(() => throwForStatus(answer(503, wait), context))).toMatchObject({ retryAfterMs: 90_000 });
  expect(thrown(() => throwForStatus(answer(418, wait), context))).toMatchObject({
    bannedUntil: NOW + 90_000,
  });
  expect(thrown(() => throwForStatus(answer(418), context))).toMatchObject({ bannedUntil: NOW + 120_000 });
});
