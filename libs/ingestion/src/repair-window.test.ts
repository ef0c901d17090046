import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestKlines } from './ingest-klines.ts';
import { repairKlines } from './repair-klines.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';
import { runStatement } from './testing/run-statement.ts';
import { spoiling } from './testing/spoiling.ts';

const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 10);
const at = (minute: number): number => START + minute * MINUTE;
const ALL = { start: START, end: at(1500) };

describe('a repair where some candles cannot be had', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture();
  });
  afterAll(() => fixture?.close());

  it('mends those around them, and leaves them as they are', async () => {
    const { database, databaseUrl, exchange } = fixture;
    const [entry] = await database.symbols.resolve('BTC-USDT-SPOT');
    if (entry === undefined) throw new Error('the symbol is not there');
    const selection = { symbols: ['BTC-USDT-SPOT'] };
    await ingestKlines({ exchange, database, selection, intervals: ['1m'], ...ALL });
    const before = await database.klines.read(entry.id, '1m', ALL);
    await runStatement(
      databaseUrl,
      'UPDATE klines SET close = low WHERE open_time = ANY ($1::timestamptz[])',
      [[5, 100, 700].map((minute) => new Date(at(minute)).toISOString())],
    );
    const spoilt = { start: at(90), end: at(120) };

    const { outcome, series } = await repairKlines({
      exchange: spoiling(fixture.open(), [spoilt]),
      database,
      series: [{ entry, interval: '1m', ranges: [ALL] }],
    });
    expect(outcome).toBe('partial');
    expect(series).toMatchObject([
      {
        updated: 2,
        removed: 0,
        unchanged: 1500 - 30 - 2,
        unresolved: [{ ...spoilt, reason: { kind: 'badResponse' } }],
      },
    ]);
    const [status] = await database.klines.status({ symbolIds: [entry.id] });
    expect(status?.coverage).toMatchObject([{ ...ALL, status: 'stored' }]);

    const again = await repairKlines({
      exchange,
      database,
      series: [{ entry, interval: '1m', ranges: [ALL] }],
    });
    expect(again).toMatchObject({ outcome: 'complete', series: [{ updated: 1 }] });
    expect((await database.klines.read(entry.id, '1m', ALL)).columns).toEqual(before.columns);
  });
});
