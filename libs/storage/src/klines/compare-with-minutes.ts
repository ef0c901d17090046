import { type Interval, intervalMs, nextOpenTime, type TimeRange } from '@marketloom/exchange';
import type { Queryable } from '../connection/connection.ts';
import { openTimeAfter, openTimeOf } from '../sql/candle-grid.ts';
import { epochMs } from '../sql/epoch-ms.ts';
import { FindingCollector } from './finding-collector.ts';
import type { KlineCheckOptions, KlineFindings, KlineValueColumn } from './kline-finding.ts';
import { seriesSlices } from './series-slices.ts';
import { parseValues, VALUE_NAMES, valuesOf } from './value-sql.ts';

/** The intervals whose candles are made of whole minutes, more than one. */
export type MinutesInterval = Exclude<Interval, '1s' | '1m'>;

/** A series of such an interval. */
export interface MinutesSeries {
  readonly symbolId: number;
  readonly interval: MinutesInterval;
}

/** @throws {RangeError} for an interval whose candles are not made of minutes */
export function assertMadeOfMinutes(interval: Interval): void {
  if (interval === '1s' || interval === '1m') {
    throw new RangeError(
      `candles of ${interval} are not made of minutes: compare those of a longer interval`,
    );
  }
}

const MINUTE_MS = 60_000;
const LONGEST_MONTH_MINUTES = 31 * 24 * 60;

/** How what the minutes make of a column is computed; what none of them has is null, and what only some have too. */
const MADE_OF_MINUTES: Readonly<Record<KlineValueColumn, string>> = {
  open: 'max(first_open)',
  high: 'max(high)',
  low: 'min(low)',
  close: 'max(last_close)',
  volume: sumOfAll('volume'),
  quoteVolume: sumOfAll('quote_volume'),
  tradeCount: sumOfAll('trade_count'),
  takerBuyVolume: sumOfAll('taker_buy_volume'),
  takerBuyQuoteVolume: sumOfAll('taker_buy_quote_volume'),
};

function sumOfAll(name: string): string {
  return `CASE WHEN count(${name}) = count(*) THEN sum(${name}) END`;
}

/**
 * Compares stored candles with what the stored minutes of the same symbol make of them.
 * @param range all of it, when left out
 */
export async function compareWithMinutes(
  queryable: Queryable,
  series: MinutesSeries,
  range: TimeRange | undefined,
  { most, signal }: KlineCheckOptions,
): Promise<KlineFindings> {
  const step = intervalMs(series.interval);
  const weight = step === null ? LONGEST_MONTH_MINUTES : step / MINUTE_MS;
  const collector = new FindingCollector(most);
  for await (const slice of seriesSlices(queryable, series, { range, weight, signal }))
    await compareSlice(queryable, series, slice, collector);
  return collector.findings();
}

/** Equal would be as right, but a server expects few rows to be equal to something, and plans for that. */
function isAligned(interval: Interval): string {
  return `open_time <= ${openTimeOf('open_time', interval)}`;
}

/** A candle that differs; the last row alone has how many were compared. */
interface ComparedRow {
  readonly compared: string | null;
  readonly start: string | null;
  readonly differing: number | null;
  readonly stored: string | null;
  readonly made: string | null;
}

async function compareSlice(
  queryable: Queryable,
  { symbolId, interval }: MinutesSeries,
  slice: TimeRange,
  collector: FindingCollector,
): Promise<void> {
  const { rows } = await queryable.query<ComparedRow>(selectDifferences(interval), [
    symbolId,
    interval,
    new Date(slice.start).toISOString(),
    new Date(slice.end).toISOString(),
  ]);
  for (const { compared, start, differing, stored, made } of rows) {
    if (compared !== null) collector.looked(Number(compared));
    if (start === null || differing === null || stored === null || made === null) continue;
    const openTime = Number(start);
    collector.add({
      kind: 'aggregate',
      range: { start: openTime, end: nextOpenTime(openTime, interval) },
      candles: 1,
      openTime,
      columns: VALUE_NAMES.flatMap(({ column }, bit) => ((differing & (1 << bit)) === 0 ? [] : [column])),
      values: parseValues(stored),
      fromMinutes: parseValues(made),
    });
  }
}

/**
 * Candles, minutes and the minutes' ledger in one statement, so that they are seen as they are at one time. They meet in
 * groups, not in a join, which a server that expects few of them would do in loops.
 */
function selectDifferences(interval: MinutesInterval): string {
  const names = VALUE_NAMES.map(({ name }) => name).join(', ');
  const sums = VALUE_NAMES.map(({ column, name }) => `${MADE_OF_MINUTES[column]} AS ${name}`);
  const matched = VALUE_NAMES.flatMap(({ name }) => {
    const made = `max(${name}) FILTER (WHERE NOT is_stored)`;
    // Where every minute is known to have no candle, nothing was traded, at no price.
    const isTraded = name === 'volume' || name.includes('_');
    return [
      `max(${name}) FILTER (WHERE is_stored) AS stored_${name}`,
      `${isTraded ? `CASE WHEN bool_and(is_stored) THEN 0 ELSE ${made} END` : made} AS made_${name}`,
    ];
  });
  const differing = VALUE_NAMES.map(
    ({ name }, bit) => `CASE WHEN stored_${name} <> made_${name} THEN ${1 << bit} ELSE 0 END`,
  );
  return `
    WITH settled AS (
      SELECT range_agg(tstzrange(range_start, range_end)) AS minutes FROM kline_coverage
      WHERE symbol_id = $1 AND interval = '1m' AND status IN ('stored', 'empty')
        AND range_start < $4 AND range_end > $3),
    minutes AS (
      SELECT *, ${openTimeOf('open_time', interval)} AS bucket FROM klines
      WHERE symbol_id = $1 AND interval = '1m' AND open_time >= $3 AND open_time < $4
        AND ${isAligned('1m')}),
    ends AS (
      SELECT *,
        CASE WHEN bucket IS DISTINCT FROM lag(bucket) OVER ascending THEN open END AS first_open,
        CASE WHEN bucket IS DISTINCT FROM lead(bucket) OVER ascending THEN close END AS last_close
      FROM minutes WINDOW ascending AS (ORDER BY open_time)),
    sides AS (
      SELECT bucket, false AS is_stored, ${sums.join(', ')} FROM ends GROUP BY bucket
      UNION ALL
      SELECT open_time, true, ${names} FROM klines
      WHERE symbol_id = $1 AND interval = $2 AND open_time >= $3 AND open_time < $4
        AND ${isAligned(interval)}
        AND tstzrange(open_time, ${openTimeAfter('open_time', interval)}) <@ (SELECT minutes FROM settled)),
    matched AS (SELECT bucket, ${matched.join(', ')} FROM sides GROUP BY bucket HAVING bool_or(is_stored)),
    compared AS (SELECT *, ${differing.join(' + ')} AS differing FROM matched)
    (SELECT NULL AS compared, ${epochMs('bucket')} AS start, differing,
       ${valuesOf('stored_')} AS stored, ${valuesOf('made_')} AS made
     FROM compared WHERE differing > 0 ORDER BY bucket)
    UNION ALL
    SELECT (SELECT count(*)::text FROM compared), NULL, NULL, NULL, NULL`;
}
