import type { Interval } from '@marketloom/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type IngestKlinesOptions, ingestKlines } from './ingest-klines.ts';
import type { SeriesSummary } from './ingest-summary.ts';
import { type ExchangeFixture, startExchangeFixture } from './testing/exchange-fixture.ts';

const DAY = 86_400_000;
/** The exchange stood still, and its files have a hole there too. */
const outage = { start: Date.UTC(2025, 0, 3, 4), end: Date.UTC(2025, 0, 3, 6) };

describe('ingestKlines from an archive', () => {
  let fixture: ExchangeFixture;
  beforeAll(async () => {
    fixture = await startExchangeFixture({ outages: [outage] });
  });
  beforeEach(() => {
    fixture.sandbox.faults.clear();
    fixture.sandbox.clearRequests();
  });
  afterAll(() => fixture?.close());

  const ingest = async (
    symbol: string,
    interval: Interval,
    options: Pick<IngestKlinesOptions, 'start' | 'end' | 'source'>,
  ): Promise<SeriesSummary> => {
    const selection = { symbols: [symbol] };
    const { database } = fixture;
    const summary = await ingestKlines({
      exchange: fixture.open(),
      database,
      selection,
      intervals: [interval],
      ...options,
    });
    expect(summary.outcome).toBe('complete');
    return summary.series[0] as SeriesSummary;
  };
  const stored = async (
    symbol: string,
    interval: Interval,
    start: number,
    end: number,
  ): Promise<unknown[]> => {
    const [entry] = await fixture.database.symbols.resolve(symbol);
    const { columns } = await fixture.database.klines.read(entry?.id as number, interval, { start, end });
    return columns.openTime.map((time, row) => [
      time,
      columns.close[row],
      columns.takerBuyQuoteVolume?.[row],
    ]);
  };
  const klineRequests = (): number =>
    fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'klines').length;

  it('takes whole months and days from files, and only holes from the API', async () => {
    const [start, end] = [Date.UTC(2024, 11, 1), Date.UTC(2025, 0, 12)];
    const series = await ingest('BTC-USDT-SPOT', '1m', { start, end, source: 'archive' });
    const truth = fixture.sandbox.klines('spot', 'BTCUSDT', '1m', { start, end });
    expect(series).toMatchObject({
      inserted: truth.length,
      archived: truth.length,
      empty: 120,
      archiveFailure: null,
    });
    expect(await stored('BTC-USDT-SPOT', '1m', start, end)).toEqual(
      truth.map((row) => [row[0], row[4], row[10]]),
    );
    expect(klineRequests()).toBeLessThanOrEqual(2);

    fixture.sandbox.clearRequests();
    expect(await ingest('BTC-USDT-SPOT', '1m', { start, end, source: 'archive' })).toMatchObject({
      fetched: 0,
    });
    expect(fixture.sandbox.requests).toEqual([]);
  });

  it('leaves to the API what is not published yet', async () => {
    const start = Math.floor(Date.now() / DAY) * DAY - 3 * DAY;
    const series = await ingest('ETH-USDT-PERP', '5m', { start, source: 'archive' });
    expect(series.archived).toBeGreaterThan(0);
    expect(series.inserted).toBeGreaterThan(series.archived);
    const end = start + series.inserted * 300_000;
    const truth = fixture.sandbox.klines('usdm', 'ETHUSDT', '5m', { start, end });
    expect(await stored('ETH-USDT-PERP', '5m', start, end)).toEqual(
      truth.map((row) => [row[0], row[4], row[10]]),
    );
  });

  it('asks the API instead when files cannot be used, and says why', async () => {
    fixture.sandbox.faults.add({ kind: 'archive-wrong-checksum', endpoint: 'archive', times: 'always' });
    const [start, end] = [Date.UTC(2024, 4, 1), Date.UTC(2024, 4, 3)];
    const series = await ingest('BTC-USDT-PERP', '1m', { start, end, source: 'archive' });
    expect(series).toMatchObject({ inserted: 2880, archived: 0, failure: null });
    expect(series.archiveFailure).toMatchObject({ kind: 'badResponse' });
    expect(klineRequests()).toBe(6);
  });

  it.each([
    // Months end within weeks and within three days: these candles are in no file.
    ['BTC-USDT-SPOT', '1w', null],
    ['BTC-USDT-SPOT', '3d', null],
    ['ETH-USDT-SPOT', '1h', 'archive-row-missing'],
    ['BNB-USDT-SPOT', '1h', 'archive-row-short'],
    ['SOL-USDT-SPOT', '1h', 'archive-missing'],
  ] as const)('fills the holes before what came from files: %s %s, %s', async (symbol, interval, kind) => {
    if (kind !== null) fixture.sandbox.faults.add({ kind, endpoint: 'archive', times: 2 });
    const [start, end] = [Date.UTC(2025, 5, 1), Date.UTC(2025, 8, 1)];
    const series = await ingest(symbol, interval, { start, end, source: 'archive' });
    const truth = fixture.sandbox.klines('spot', symbol.replace('-SPOT', '').replace('-', ''), interval, {
      start,
      end,
    });
    expect(await stored(symbol, interval, start, end)).toEqual(truth.map((row) => [row[0], row[4], row[10]]));
    expect(series.archived).toBeGreaterThan(0);
    expect(series.archived).toBeLessThan(truth.length);
  });

  it('begins at the listing', async () => {
    const end = Date.UTC(2018, 0, 1);
    const series = await ingest('BTC-USDT-SPOT', '1h', { start: 'listing', end, source: 'archive' });
    expect(series.archived).toBeGreaterThan(1000);
    expect(series.unresolved).toEqual([]);
  });
});
