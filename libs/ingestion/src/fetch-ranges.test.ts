import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ingestKlines } from './ingest-klines.ts';
import type { IngestSummary } from './ingest-summary.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';
import { spoiling } from './testing/spoiling.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('a page that stays bad', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture();
  });
  beforeEach(() => {
    fixture.sandbox.faults.clear();
    fixture.sandbox.clearRequests();
  });
  afterAll(() => fixture?.close());

  const ingest = (start: number, end: number, exchange = fixture.open()): Promise<IngestSummary> =>
    ingestKlines({
      exchange,
      database: fixture.database,
      selection: { symbols: ['BTC-USDT-SPOT'] },
      intervals: ['1m'],
      start,
      end,
    });

  it('is named alone, and what lies behind it is stored', async () => {
    const start = Date.UTC(2023, 0, 1);
    const end = start + 3 * DAY;
    fixture.sandbox.faults.add({ kind: 'rows-nan', endpoint: 'klines', after: 1, times: 1 });
    const summary = await ingest(start, end);
    const [series] = summary.series;
    expect(summary.outcome).toBe('partial');
    expect(series?.unresolved).toMatchObject([
      { start: start + 1000 * MINUTE, end: start + 2000 * MINUTE, reason: { kind: 'badResponse' } },
    ]);
    expect(series?.inserted).toBe(3320);

    const again = await ingest(start, end);
    expect(again).toMatchObject({ outcome: 'complete', series: [{ inserted: 1000, requests: 1 }] });
  });

  it('may be one of many whose rows are wrong: what lies behind them is stored all the same', async () => {
    const start = Date.UTC(2021, 0, 1);
    const end = start + 20 * DAY;
    fixture.sandbox.faults.add({ kind: 'rows-high-below-low', endpoint: 'klines', after: 1, times: 19 });
    const [series] = (await ingest(start, end)).series;
    expect(series?.inserted).toBe(28_800 - 19_000);
    expect(series?.unresolved).toMatchObject([
      { start: start + 1000 * MINUTE, end: start + 20_000 * MINUTE, reason: { kind: 'badResponse' } },
    ]);
  });

  it.each([
    { when: 'behind those that are good', year: 2019, isAhead: false },
    { when: 'before any are given', year: 2018, isAhead: true },
  ])('may say which candles it spoils, $when: then these alone are named', async ({ year, isAhead }) => {
    const start = Date.UTC(year, 0, 1);
    const at = (minute: number): number => start + minute * MINUTE;
    const spoilt = [
      { start: at(10), end: at(30) },
      { start: at(900), end: at(1100) },
      { start: at(2990), end: at(3000) },
    ];
    const [series] = (await ingest(start, at(3000), spoiling(fixture.open(), spoilt, isAhead))).series;
    expect(series?.unresolved).toMatchObject(
      spoilt.map((range) => ({ ...range, reason: { kind: 'badResponse' } })),
    );
    expect(series?.inserted).toBe(3000 - 20 - 200 - 10);

    const again = await ingest(start, at(3000));
    expect(again).toMatchObject({ outcome: 'complete', series: [{ inserted: 230 }] });
  });

  it('is not held against the ranges behind it, when what came between was good', async () => {
    const start = Date.UTC(2020, 0, 1);
    const at = (minute: number): number => start + minute * MINUTE;
    await ingest(at(2000), at(2100));
    await ingest(at(4100), at(4200));
    const bad = [at(0), at(2100), at(4200)];
    for (const [index] of bad.entries()) {
      fixture.sandbox.faults.add({ kind: 'html', endpoint: 'klines', after: 2 * index, times: 1 });
    }
    const [series] = (await ingest(start, at(6200))).series;
    expect(series?.inserted).toBe(3000);
    expect(series?.unresolved).toMatchObject(bad.map((from) => ({ start: from, end: from + 1000 * MINUTE })));
  });

  it('ends the work when three answers in a row are no candles at all: then it is the exchange', async () => {
    const start = Date.UTC(2022, 0, 1);
    const end = start + 30 * DAY;
    fixture.sandbox.faults.add({ kind: 'html', endpoint: 'klines', after: 2, times: 'always' });
    const [series] = (await ingest(start, end)).series;
    expect(series?.inserted).toBe(2000);
    expect(series?.unresolved.at(-1)?.end).toBe(end);
    expect(series?.unresolved[0]?.start).toBe(start + 2000 * MINUTE);
    // Two good pages, three bad ones, and what was under way by then.
    expect(fixture.sandbox.counters.byEndpoint['spot/klines']).toBeLessThanOrEqual(2 + 3 + 8);
  });
});
