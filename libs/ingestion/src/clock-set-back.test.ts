import { type Clock, floorToInterval } from '@marketloom/exchange';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ingestKlines } from './ingest-klines.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';

const MINUTE = 60_000;

let fixture: ExchangeFixture;
const START = Date.UTC(2024, 2, 1, 12, 30, 20);
let exchangeTime = START;
const clock: Clock = {
  now: () => START + 20_000,
  sleep: () => Promise.resolve(),
};
beforeAll(async () => {
  fixture = await startExchangeFixture({ now: () => exchangeTime }, clock);
});
afterAll(() => fixture?.close());

it('stores no candle that an exchange shows before its close, when its clock was set back after it was measured', async () => {
  const { exchange, database } = fixture;
  const ingest = (minutes: number): ReturnType<typeof ingestKlines> =>
    ingestKlines({
      exchange,
      database,
      clock,
      selection: { symbols: ['BTC-USDT-SPOT', 'ETH-USDT-PERP'] },
      intervals: ['1m'],
      start: floorToInterval(exchangeTime, '1m') - minutes * MINUTE,
    });
  await ingest(3);
  exchangeTime -= 150_000;
  await ingest(20);
  for (const { last } of await database.klines.status()) {
    // Stored before, when the clock showed that it had closed.
    expect(last).toBe(Date.UTC(2024, 2, 1, 12, 29));
  }
  const other = await ingestKlines({
    exchange,
    database,
    clock,
    selection: { symbols: ['BNB-USDT-SPOT'] },
    intervals: ['1m'],
    start: Date.UTC(2024, 2, 1, 12, 0),
  });
  const [{ lastStored } = { lastStored: null }] = other.series;
  expect(lastStored).toBeLessThanOrEqual(exchangeTime - MINUTE);
});
