import {
  type KlineCells,
  type KlineDialect,
  readTime,
  type TimeParameter,
  writeTime,
} from '@marketloom/adapter-kit';
import {
  ceilToInterval,
  DECIMAL_COLUMNS,
  floorToInterval,
  type Interval,
  nextOpenTime,
  shiftOpenTime,
} from '@marketloom/exchange';
import type { SimulatedCandle } from './candle.ts';
import type { SimulatedKlines, SimulatedRequest } from './description.ts';
import { intervalMeant } from './interval-meaning.ts';
import { klineParameter } from './route.ts';
import { NumberText } from './write-json.ts';

type CandleAt = (openTime: number) => SimulatedCandle | null;

/** The candles of one series. */
export interface SimulatedSeries {
  /** None opens before the one that holds this time, epoch ms. */
  readonly listedAt: number;
  readonly candleAt: CandleAt;
}

/** What a kline request asked for, as the simulated exchange understood it. */
export interface AskedKlines {
  readonly exchangeSymbol: string;
  readonly interval: Interval;
  /** The open times asked for: half-open, epoch ms; up to now where the request has no end. */
  readonly start: number;
  readonly end: number;
  readonly limit: number;
}

/** A request that the exchange cannot take; the message says why. */
export class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
}

/** Understands a kline request; null when its interval is none that the exchange has. */
export function readRequest(klines: SimulatedKlines, request: SimulatedRequest): AskedKlines | null {
  const { dialect } = klines;
  const { parameters, pageLimit } = dialect;
  const value = (name: string | null, inPath: string): string =>
    (name === null ? request.parameters[inPath] : klineParameter(dialect, request, name)) ?? '';
  const interval = meaningOf(klines, value(parameters.interval, 'interval'));
  if (interval === null) return null;
  const limitText = parameters.limit === null ? null : klineParameter(dialect, request, parameters.limit);
  const limit = limitText === null ? pageLimit : Number(limitText);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= pageLimit)) throw new NotTakenError('limit');
  const edge = (parameter: TimeParameter, side: 'from' | 'until'): number | null =>
    bound(parameter, klineParameter(dialect, request, parameter.name), side);
  const start = edge(parameters.from, 'from') ?? 0;
  const end =
    parameters.until === null ? request.now + 1 : (edge(parameters.until, 'until') ?? request.now + 1);
  return { exchangeSymbol: value(parameters.symbol, 'symbol'), interval, start, end, limit };
}

/** What a word of the exchange for an interval means; null where nothing tells. */
export function meaningOf(
  { words, bareNumbers = 'minutes' }: SimulatedKlines,
  word: string,
): Interval | null {
  return words?.[word] ?? intervalMeant(word, bareNumbers);
}

/** A bound as the edge of a half-open range. */
function bound(parameter: TimeParameter, text: string | null, side: 'from' | 'until'): number | null {
  if (text === null) return null;
  const time = readTime(text, parameter.unit);
  if (!Number.isFinite(time)) throw new NotTakenError(parameter.name);
  const behind = (side === 'from') === (parameter.bound === 'exclusive');
  return behind ? time + 1 : time;
}

/** The candles that the exchange answers, ascending; the last may be open. */
export function candlesFor(
  dialect: KlineDialect,
  asked: AskedKlines,
  now: number,
  series: SimulatedSeries,
): SimulatedCandle[] {
  const { interval } = asked;
  const { candleAt } = series;
  const { overflow, history, beforeStart, unfinished, longestWindowMs } = dialect;
  if (longestWindowMs !== undefined && asked.end - asked.start > longestWindowMs + 1)
    throw new NotTakenError('range');
  const newest = floorToInterval(now, interval);
  const oldest =
    history.kind === 'full'
      ? 0
      : history.kind === 'candles'
        ? shiftOpenTime(newest, interval, 1 - history.count)
        : now - history.ageMs;
  const snapped = beforeStart === 'snapped' ? floorToInterval(asked.start, interval) : asked.start;
  const start = ceilToInterval(
    Math.max(snapped, oldest, floorToInterval(series.listedAt, interval)),
    interval,
  );
  const end = Math.min(asked.end, unfinished.kind === 'absent' ? newest : now + 1);
  if (overflow === 'refused') {
    const most = shiftOpenTime(floorToInterval(asked.start, interval), interval, dialect.pageLimit);
    if (asked.end > most) throw new NotTakenError('range');
  }
  const candles =
    overflow === 'last'
      ? gather(
          shiftOpenTime(ceilToInterval(end, interval), interval, -1),
          -1,
          start,
          end,
          asked,
          candleAt,
        ).toReversed()
      : gather(start, 1, start, end, asked, candleAt);
  if (beforeStart === 'stray') {
    const before = candleAt(shiftOpenTime(floorToInterval(asked.start, interval), interval, -1));
    if (before !== null) candles.unshift(before);
  }
  if (unfinished.kind === 'last' && asked.end > now) {
    // Whatever happened in it, the candle that is open is there.
    if (candles.at(-1)?.openTime !== newest) candles.push(openCandle(newest, candles.at(-1)));
  }
  return candles;
}

function gather(
  first: number,
  direction: 1 | -1,
  start: number,
  end: number,
  { interval, limit }: AskedKlines,
  candleAt: CandleAt,
): SimulatedCandle[] {
  const candles: SimulatedCandle[] = [];
  for (let open = first; open >= start && open < end && candles.length < limit;) {
    const candle = candleAt(open);
    if (candle !== null) candles.push(candle);
    open = direction === 1 ? nextOpenTime(open, interval) : shiftOpenTime(open, interval, -1);
  }
  return candles;
}

function openCandle(openTime: number, before: SimulatedCandle | undefined): SimulatedCandle {
  const price = before?.close ?? '1';
  const zero = '0';
  return {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: zero,
    quoteVolume: zero,
    tradeCount: zero,
    takerBuyVolume: zero,
    takerBuyQuoteVolume: zero,
  };
}

/** How candles are written as rows. */
export interface RowLayout {
  readonly dialect: KlineDialect;
  readonly cells: KlineCells;
  readonly interval: Interval;
  readonly now: number;
}

/** The rows of an answer in the dialect's order. */
export function writeRows(candles: readonly SimulatedCandle[], layout: RowLayout): unknown[] {
  const rows = candles.map((candle) => writeRow(candle, layout));
  return layout.dialect.order === 'ascending' ? rows : rows.toReversed();
}

function writeRow(candle: SimulatedCandle, { dialect, cells, interval, now }: RowLayout): unknown {
  const { unfinished } = dialect;
  const { openTime, tradeCount } = cells;
  const row = new Map<number | string, unknown>();
  const time = writeTime(candle.openTime, dialect.openTimeUnit);
  row.set(openTime, dialect.times === 'number' ? new NumberText(time) : time);
  const close = nextOpenTime(candle.openTime, interval);
  if (dialect.closeTime !== undefined) {
    const last = writeTime(close - 1, dialect.openTimeUnit);
    row.set(dialect.closeTime, dialect.times === 'number' ? new NumberText(last) : last);
  }
  for (const column of DECIMAL_COLUMNS) {
    const key = cells[column];
    if (key === undefined) continue;
    const text = candle[column];
    row.set(key, dialect.decimals === 'number' ? new NumberText(text) : text);
  }
  if (tradeCount !== undefined) row.set(tradeCount, new NumberText(candle.tradeCount));
  if (unfinished.kind === 'flagged') {
    row.set(unfinished.cell, close <= now ? unfinished.closed : `not ${unfinished.closed}`);
  }
  if (typeof openTime === 'string') return Object.fromEntries(row);
  const width = Math.max(...[...row.keys()].map(Number)) + 1;
  return Array.from({ length: width }, (_, index) => (row.has(index) ? row.get(index) : '0'));
}

/** Puts rows where the dialect says they lie, among what stands around them. */
export function wrapRows(
  rows: readonly unknown[],
  rowsAt: readonly string[],
  envelope: Readonly<Record<string, unknown>>,
  field: string,
): unknown {
  const [first, ...rest] = rowsAt;
  if (first === undefined) return rows;
  const name = first === '*' ? field : first;
  const around = envelope[name];
  const inner = typeof around === 'object' && around !== null ? (around as Record<string, unknown>) : {};
  return { ...envelope, [name]: wrapRows(rows, rest, inner, field) };
}
