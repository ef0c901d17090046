import {
  alignRange,
  closeTimeOf,
  floorToInterval,
  KlineTable,
  shiftOpenTime,
  type TimeRange,
} from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { OPTIONAL_COLUMNS, PRICE_COLUMNS } from '../klines/kline-sql.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import type { AggregatedKlines, AggregateInterval } from './aggregate-store.ts';

/** A row of the view, its numbers as text. */
interface AggregateRow {
  readonly open_time: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string | null;
  readonly quote_volume: string | null;
  readonly trade_count: string | null;
  readonly taker_buy_volume: string | null;
  readonly taker_buy_quote_volume: string | null;
  readonly candle_count: string;
}

const NUMBERS = [...PRICE_COLUMNS, ...OPTIONAL_COLUMNS, 'candle_count'] as const;

const SELECT_ENDS = `SELECT ${epochMs('min(open_time)')} AS first, ${epochMs('max(open_time)')} AS last
  FROM klines WHERE symbol_id = $1 AND interval = '1m' AND open_time >= $2 AND open_time < $3`;

// Each batch has a range of its own: with a LIMIT the plain view would reckon all that is left each time.
const SELECT_BATCH = `SELECT ${epochMs('open_time')} AS open_time,
  ${NUMBERS.map((name) => `${name}::text AS ${name}`).join(', ')}
  FROM aggregated_klines WHERE symbol_id = $1 AND interval = $2 AND open_time >= $3 AND open_time < $4
  ORDER BY aggregated_klines.open_time`;

/** The candles that open inside a range, ascending, in tables of at most `batchSize`. Memory does not grow with the range. */
export async function* readAggregates(
  queryable: Queryable,
  symbolId: number,
  interval: AggregateInterval,
  range: TimeRange,
  batchSize: number,
): AsyncGenerator<AggregatedKlines> {
  const { start: from, end: stop } = alignRange(range, interval);
  const ends = await queryable.query<{ first: string | null; last: string | null }>(SELECT_ENDS, [
    symbolId,
    isoTime(from),
    isoTime(stop),
  ]);
  const { first = null, last = null } = ends.rows[0] ?? {};
  if (first === null || last === null) return;
  for (let start = floorToInterval(Number(first), interval); start <= Number(last);) {
    const end = Math.min(shiftOpenTime(start, interval, batchSize), stop);
    const { rows } = await queryable.query<AggregateRow>(SELECT_BATCH, [
      symbolId,
      interval,
      isoTime(start),
      isoTime(end),
    ]);
    yield* tablesOf(rows, interval);
    start = end;
  }
}

const isoTime = (time: number): string => new Date(time).toISOString();

/** One table, or several where an optional column has values for some of the candles only. */
function* tablesOf(rows: readonly AggregateRow[], interval: AggregateInterval): Generator<AggregatedKlines> {
  const absent = (row: AggregateRow | undefined): string =>
    OPTIONAL_COLUMNS.map((name) => row?.[name] === null).join();
  for (let start = 0; start < rows.length;) {
    let end = start + 1;
    while (end < rows.length && absent(rows[end]) === absent(rows[start])) end += 1;
    yield tableOf(rows.slice(start, end), interval);
    start = end;
  }
}

function tableOf(rows: readonly AggregateRow[], interval: AggregateInterval): AggregatedKlines {
  const column = (name: (typeof NUMBERS)[number]): string[] => rows.map((row) => row[name] as string);
  const optional = (name: (typeof OPTIONAL_COLUMNS)[number]): string[] | null =>
    rows[0]?.[name] === null ? null : column(name);
  const openTime = rows.map((row) => Number(row.open_time));
  const klines = new KlineTable({
    openTime,
    closeTime: openTime.map((time) => closeTimeOf(time, interval)),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: optional('volume'),
    quoteVolume: optional('quote_volume'),
    tradeCount: optional('trade_count')?.map(Number) ?? null,
    takerBuyVolume: optional('taker_buy_volume'),
    takerBuyQuoteVolume: optional('taker_buy_quote_volume'),
  });
  return { klines, candleCount: column('candle_count').map(Number) };
}
