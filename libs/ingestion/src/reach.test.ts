import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestKlines } from './ingest-klines.ts';
import { OUT_OF_REACH, outOfReach, reachOf } from './reach.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';

const HOUR = 3_600_000;

describe('reachOf', () => {
  const now = Date.UTC(2024, 5, 15, 12, 30);

  it('counts candles, or time, back from now', () => {
    expect(reachOf({ kind: 'full' }, '1h', now)).toBeNull();
    expect(reachOf({ kind: 'candles', count: 2 }, '1h', now)).toBe(Date.UTC(2024, 5, 15, 10));
    expect(reachOf({ kind: 'candles', count: 3 }, '1M', now)).toBe(Date.UTC(2024, 2, 1));
    expect(reachOf({ kind: 'age', ageMs: 90 * 60_000 }, '1h', now)).toBe(Date.UTC(2024, 5, 15, 11));
  });

  it('cuts off what lies before', () => {
    const missing = [
      { start: 0, end: 10 },
      { start: 20, end: 30 },
    ];
    expect(outOfReach(missing, null)).toEqual([]);
    expect(outOfReach(missing, 25)).toEqual([
      { start: 0, end: 10, status: 'unavailable', reason: OUT_OF_REACH },
      { start: 20, end: 25, status: 'unavailable', reason: OUT_OF_REACH },
    ]);
  });
});

describe('an exchange that keeps only its newest candles', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture();
  });
  afterAll(() => fixture?.close());

  const newest = { kind: 'candles', count: 48 } as const;
  it.each([
    ['of all intervals', 'BTC-USDT-SPOT', { history: newest }],
    ['of one interval', 'ETH-USDT-SPOT', { shorterHistory: { '1h': newest } }],
  ])('%s is not asked for others, and the ledger says why they are not there', async (_, symbol, kept) => {
    const exchange = fixture.open();
    const { spot } = exchange.capabilities;
    if (spot === undefined) throw new Error('the exchange has no spot market');
    const klines = { ...spot.klines, ...kept };
    const capabilities = { ...exchange.capabilities, spot: { ...spot, klines } };
    Object.defineProperty(exchange, 'capabilities', { value: capabilities });
    const now = Date.now();
    fixture.sandbox.clearRequests();
    const summary = await ingestKlines({
      exchange,
      database: fixture.database,
      selection: { symbols: [symbol] },
      intervals: ['1h'],
      start: now - 100 * HOUR,
    });
    expect(summary).toMatchObject({ outcome: 'complete', series: [{ unresolved: [] }] });
    const [series] = summary.series;
    expect(series?.unavailable).toBeGreaterThanOrEqual(51);
    expect(series?.inserted).toBeGreaterThanOrEqual(46);
    const oldest = Math.floor(now / HOUR) * HOUR - 48 * HOUR;
    const asked = fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'klines');
    expect(
      asked.map(({ query }) => Number(query['startTime'])).filter((time) => time > 0 && time < oldest),
    ).toEqual([]);
    const symbolIds = summary.series.map(({ entry }) => entry.id);
    const [status] = await fixture.database.klines.status({ symbolIds });
    expect(status?.coverage[0]).toMatchObject({ end: oldest, status: 'unavailable', reason: OUT_OF_REACH });
  });
});
