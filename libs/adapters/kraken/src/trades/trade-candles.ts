import type { KlineSeries } from '@marketloom/adapter-kit';
import {
  assertKlines,
  BadResponseError,
  type KlinePage,
  type KlineTable,
  type TimeRange,
} from '@marketloom/exchange';
import { CandleBuilder } from './candle-builder.ts';
import type { Trade } from './trade-page.ts';
import type { TradeTape } from './trade-tape.ts';

/**
 * The candles of an aligned range that is over, built from trades: a page for each answer with trades that finishes a
 * candle, or tells how far there is none. No more is kept than an answer and the candle that it ends in.
 * @throws {BadResponseError} when trades are not in the order of their times
 */
export async function* tradeCandles(
  tape: TradeTape,
  series: KlineSeries,
  range: TimeRange,
): AsyncGenerator<KlinePage, void, undefined> {
  const { interval, exchange, operation } = series;
  const builder = new CandleBuilder(interval);
  let cursor = range.start;
  const page = (end: number, klines: KlineTable): KlinePage => {
    const told = { start: cursor, end };
    assertKlines(klines, { exchange, operation, interval, range: told });
    cursor = end;
    return { range: told, klines };
  };
  for await (const batch of tape.since(range.start, series)) {
    const later = batch.findIndex(({ timeMs }) => timeMs >= range.end);
    add(builder, later === -1 ? batch : batch.slice(0, later), series);
    if (later !== -1) break;
    const { openTime } = builder;
    if (openTime !== null && openTime > cursor) yield page(openTime, builder.takeFinished());
  }
  if (cursor < range.end) yield page(range.end, builder.takeAll());
}

function add(builder: CandleBuilder, trades: readonly Trade[], { exchange, operation }: KlineSeries): void {
  for (const trade of trades) {
    try {
      builder.add(trade);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const sample = JSON.stringify(trade);
      throw new BadResponseError(error.message, {
        exchange,
        operation,
        path: '$.result',
        sample,
        cause: error,
      });
    }
  }
}
