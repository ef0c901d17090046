import type { TimeRange } from '@marketloom/exchange';
import type { Market } from '@marketloom/sandbox-exchange';
import { KLINE_VALUES, storedValues, queryTexts } from '@marketloom/testing';
import type { KlinesFixture } from './klines-fixture.ts';
import type { SeriesName } from './ledger.ts';

/** The candles of one series, a line each: its open time and its values. */
export type CandleLines = readonly string[];

/** What the database has of a series in a range. */
export async function storedCandles(
  { databaseUrl }: Pick<KlinesFixture, 'databaseUrl'>,
  series: SeriesName,
  { start, end }: TimeRange,
): Promise<CandleLines> {
  const rows = await queryTexts(
    databaseUrl,
    `SELECT (extract(epoch FROM open_time) * 1000)::bigint, ${KLINE_VALUES.join(', ')}
     FROM klines JOIN symbols ON symbols.id = symbol_id
     WHERE market || '/' || exchange_symbol || '/' || interval = $1 AND open_time >= $2 AND open_time < $3
     ORDER BY open_time`,
    [series, new Date(start), new Date(end)],
  );
  return rows.map((row) => row.join(' '));
}

/** What the exchange has of it. */
export async function trueCandles(
  { sandbox, databaseUrl }: Pick<KlinesFixture, 'sandbox' | 'databaseUrl'>,
  series: SeriesName,
  range: TimeRange,
): Promise<CandleLines> {
  const [market = '', symbol = '', interval = ''] = series.split('/');
  const contractSize = market === 'coinm' ? await contractSizeOf(databaseUrl, market, symbol) : null;
  return sandbox
    .klines(market as Market, symbol, interval, range)
    .map((row) => [row[0], ...storedValues(row, contractSize)].join(' '));
}

async function contractSizeOf(url: string, market: string, symbol: string): Promise<string | null> {
  const [row] = await queryTexts(
    url,
    'SELECT contract_size FROM symbols WHERE market = $1 AND exchange_symbol = $2',
    [market, symbol],
  );
  return row?.[0] ?? null;
}
