import { EMPTY_REASONS } from '@marketloom/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ingestKlines } from './ingest-klines.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';

const HOUR = 3_600_000;
const start = Date.UTC(2024, 2, 1);
const end = start + 10 * HOUR;
const outage = { start: start + 2 * HOUR, end: start + 3 * HOUR };

let fixture: ExchangeFixture;
beforeAll(async () => {
  fixture = await startExchangeFixture({ outages: [outage] });
});
afterAll(() => fixture?.close());

it('calls it an outage where the ledger of several instruments shows the same hole', async () => {
  const ingest = async (symbols: string[]): Promise<void> => {
    const { exchange, database } = fixture;
    const summary = await ingestKlines({
      exchange,
      database,
      selection: { symbols },
      intervals: ['1m'],
      start,
      end,
    });
    expect(summary.outcome).toBe('complete');
  };
  const reasonsOf = async (symbol: string): Promise<unknown[]> => {
    const [entry] = await fixture.database.symbols.resolve(symbol);
    const [status] = await fixture.database.klines.status({
      symbolIds: [entry?.id as number],
      intervals: ['1m'],
    });
    return (status?.coverage ?? [])
      .filter((range) => range.status === 'empty')
      .map((range) => [(range.start - start) / HOUR, (range.end - start) / HOUR, range.reason]);
  };
  await ingest(['BTC-USDT-SPOT', 'ETH-USDT-SPOT']);
  // Two that have no candle may both have been halted.
  expect(await reasonsOf('BTC-USDT-SPOT')).toEqual([[2, 3, null]]);
  await ingest(['BNB-USDT-SPOT']);
  for (const symbol of ['BTC-USDT-SPOT', 'ETH-USDT-SPOT', 'BNB-USDT-SPOT']) {
    expect(await reasonsOf(symbol)).toEqual([[2, 3, EMPTY_REASONS.outage]]);
  }
});
