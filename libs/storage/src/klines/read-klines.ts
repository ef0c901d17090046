import { closeTimeOf, type Interval, KlineTable, nextOpenTime, type TimeRange } from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { OPTIONAL_COLUMNS, VALUE_COLUMNS } from './kline-sql.ts';

/** Candles of one series, as text: each column in one string, comma-separated, empty where there is no value. */
interface TextBatch {
  readonly open_time: string | null;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quote_volume: string;
  readonly trade_count: string;
  readonly taker_buy_volume: string;
  readonly taker_buy_quote_volume: string;
}

// One string for each column costs both sides a fraction of what a row object for each candle does. string_agg leaves
// nulls out, so these become empty text.
const SELECT_BATCH = `SELECT string_agg(${epochMs('open_time')}, ',') AS open_time,
  ${VALUE_COLUMNS.map((name) => `string_agg(coalesce(${name}::text, ''), ',') AS ${name}`).join(', ')}
  FROM (SELECT * FROM klines WHERE symbol_id = $1 AND interval = $2 AND open_time >= $3 AND open_time < $4
        ORDER BY open_time LIMIT $5) AS batch`;

/** The candles of a range, ascending, in tables of at most `batchSize`. Memory does not grow with the range. */
export async function* readKlines(
  queryable: Queryable,
  symbolId: number,
  interval: Interval,
  range: TimeRange,
  batchSize: number,
): AsyncGenerator<KlineTable> {
  for (let { start } = range; start < range.end;) {
    const { rows } = await queryable.query<TextBatch>(SELECT_BATCH, [
      symbolId,
      interval,
      new Date(start).toISOString(),
      new Date(range.end).toISOString(),
      batchSize,
    ]);
    const batch = rows[0];
    if (batch === undefined || batch.open_time === null) return;
    const openTime = batch.open_time.split(',').map(Number);
    yield* tablesOf(batch, openTime, interval);
    if (openTime.length < batchSize) return;
    start = nextOpenTime(openTime.at(-1) as number, interval);
  }
}

/** One table, or several where an optional column has values for some of the candles only. */
function* tablesOf(batch: TextBatch, openTime: readonly number[], interval: Interval): Generator<KlineTable> {
  const optional = OPTIONAL_COLUMNS.map((name) => batch[name].split(','));
  const present = (row: number): string =>
    optional.map((column) => (column[row] === '' ? '0' : '1')).join('');
  const split = {
    open: batch.open.split(','),
    high: batch.high.split(','),
    low: batch.low.split(','),
    close: batch.close.split(','),
  };
  const closeTime = openTime.map((time) => closeTimeOf(time, interval));
  for (let start = 0; start < openTime.length;) {
    const has = present(start);
    let end = start + 1;
    while (end < openTime.length && present(end) === has) end += 1;
    const cut = <T>(column: readonly T[]): readonly T[] => column.slice(start, end);
    const [volume, quoteVolume, tradeCount, takerBuyVolume, takerBuyQuoteVolume] = optional.map(
      (column, index) => (has[index] === '1' ? cut(column) : null),
    );
    yield new KlineTable({
      openTime: cut(openTime),
      closeTime: cut(closeTime),
      open: cut(split.open),
      high: cut(split.high),
      low: cut(split.low),
      close: cut(split.close),
      volume: volume ?? null,
      quoteVolume: quoteVolume ?? null,
      tradeCount: tradeCount?.map(Number) ?? null,
      takerBuyVolume: takerBuyVolume ?? null,
      takerBuyQuoteVolume: takerBuyQuoteVolume ?? null,
    });
    start = end;
  }
}

/** All of the tables in one; null when they differ in which columns they have. */
export function joinTables(tables: readonly KlineTable[]): KlineTable | null {
  const [first] = tables;
  return tables.every((table) => table.hasColumnsOf(first ?? table)) ? KlineTable.concat(tables) : null;
}
