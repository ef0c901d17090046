import { type BanError, isExchangeError, type TransportResponse } from '@marketloom/exchange';
import { BudgetRegistry, HttpTransport } from '@marketloom/transport';
import { describe, expect, it } from 'vitest';
import { bannedUntil } from './banned-until.ts';
import { response } from './fixtures/response.ts';
import { exchangeAt } from './fixtures/exchange.ts';
import { startLoopback } from './fixtures/loopback.ts';

const UNTIL = 1_763_900_123_456;
const refusal = (msg: string): string => JSON.stringify({ code: -1003, msg });

it.each([
  `Way too much request weight used; IP banned until ${UNTIL}. Please use WebSocket Streams for live updates to avoid bans.`,
  `Way too many requests; IP(203.0.113.7) banned until ${UNTIL}. Please use the websocket for live updates to avoid bans.`,
])('%j tells the end of a ban', (msg) => {
  expect(bannedUntil(response(418, refusal(msg)))).toBe(UNTIL);
});

it.each([
  'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.',
  'Too many requests queued.',
  'IP banned until further notice.',
  'IP banned until 17639001234560.',
])('%j tells of none', (msg) => {
  expect(bannedUntil(response(429, refusal(msg)))).toBeNull();
});

describe("the end of a ban is told by the exchange's clock", () => {
  const msg = `Way too much request weight used; IP banned until ${UNTIL}.`;
  const answer = (ahead: number): TransportResponse => {
    const receivedAt = UNTIL - 120_000 - ahead;
    const date = new Date(receivedAt + ahead).toUTCString();
    return { ...response(418, refusal(msg), { date }), receivedAt };
  };
  // What `Date` leaves out of its second is waited for, never saved.
  const broken = UNTIL % 1000;

  it.each([-600_000, -6_000, 6_000, 600_000])('from which ours differs by %i ms', (ahead) => {
    expect(bannedUntil(answer(ahead))).toBe(UNTIL - ahead + broken);
  });

  it.each([0, -3_000, 3_000, 86_401_000])('as from ours, by a Date that is %i ms off', (ahead) => {
    expect(bannedUntil(answer(ahead))).toBe(UNTIL);
  });
});

it.each([418, 429])('a %i without Retry-After bans until the time in its body', async (status) => {
  const until = Date.now() + 400_123;
  const text = refusal(`Way too much request weight used; IP banned until ${until}.`);
  await using server = await startLoopback(() => ({ status, text }));
  const transport = new HttpTransport({ budgets: new BudgetRegistry() });
  const error: unknown = await exchangeAt(server.url, { transport })
    .serverTime()
    .catch((thrown: unknown) => thrown);
  await transport.close();
  expect(isExchangeError(error) && error.kind).toBe('ban');
  expect((error as BanError).bannedUntil).toBe(until);
  expect(server.asked).toHaveLength(1);
});
