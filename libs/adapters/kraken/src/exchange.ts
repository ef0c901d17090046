import { type KlineQuestion, RestExchange } from '@marketloom/adapter-kit';
import {
  type ExchangeError,
  type FirstKlineRequest,
  floorToInterval,
  isExchangeError,
  type KlinePage,
  nextOpenTime,
  type TimeRange,
  UnsupportedCapabilityError,
} from '@marketloom/exchange';
import { pairBudget } from './budgets.ts';
import { SPOT } from './markets.ts';
import { recentFrom, recentKlines } from './recent-klines.ts';
import { tradeCandles } from './trades/trade-candles.ts';
import { TradeTape } from './trades/trade-tape.ts';

/** For so many pairs the last page of trades is kept: about as many as are fetched side by side. */
const TAPES = 32;

/**
 * Kraken. Of spot, OHLC tells the newest 720 candles, and older ones are built from trades. Of futures, the volume of
 * inverse contracts is told in quote only.
 */
export class KrakenExchange extends RestExchange {
  readonly #tapes: Map<string, TradeTape> = new Map();

  /** Of spot it is the candle of the first trade there is. */
  override async firstKlineOpenTime(request: FirstKlineRequest): Promise<number | null> {
    const question = await this.klineQuestion(request, 'firstKlineOpenTime');
    if (question.room.market.id !== SPOT) return super.firstKlineOpenTime(request);
    const { series } = question;
    const first = await this.#tape(question).first(series);
    return first === null ? null : floorToInterval(first, series.interval);
  }

  protected override async *pages(
    question: KlineQuestion,
    range: TimeRange,
    believedUntil: number,
  ): AsyncGenerator<KlinePage, void, undefined> {
    const { room, series } = question;
    const { interval } = series;
    if (room.market.id !== SPOT) {
      yield* super.pages(question, range, believedUntil);
      return;
    }
    let cursor = range.start;
    let reach = recentFrom(question.now, interval);
    let untraded: ExchangeError | null = null;
    while (cursor < range.end) {
      if (cursor < reach && untraded === null) {
        const end = Math.min(reach, range.end);
        untraded = yield* this.#traded(question, { start: cursor, end });
        if (untraded !== null) continue;
        cursor = end;
        // Trades may have taken long, and OHLC reaches less far meanwhile.
        reach = recentFrom(await room.clock.now(series), interval);
        continue;
      }
      const { klines, oldest, newest } = await recentKlines(room.client, series, {
        start: cursor,
        end: range.end,
      });
      if (newest !== null && cursor < recentFrom(newest, interval) && cursor < (oldest ?? newest)) {
        if (untraded !== null) throw untraded;
        // The answer came so late that its beginning is cut off.
        reach = recentFrom(newest, interval);
        continue;
      }
      const last = klines.columns.openTime.at(-1);
      const told = last === undefined ? cursor : nextOpenTime(last, interval);
      const end = Math.max(told, Math.min(range.end, newest ?? cursor, believedUntil));
      if (cursor < end) yield { range: { start: cursor, end }, klines };
      // A candle that is said to be open though its end is long over: nobody has traded since, or it would have been told.
      const silent = { start: Math.max(cursor, end), end: Math.min(range.end, believedUntil) };
      if (silent.start < silent.end) yield* this.#traded(question, silent);
      return;
    }
  }

  /**
   * The candles of a range from its trades. What comes back is why there are none to be had: an address may serve OHLC
   * alone, as mirrors and recordings do, and then has what that reaches.
   */
  async *#traded(
    question: KlineQuestion,
    range: TimeRange,
  ): AsyncGenerator<KlinePage, ExchangeError | null, undefined> {
    try {
      yield* tradeCandles(this.#tape(question), question.series, range);
      return null;
    } catch (error) {
      if (isExchangeError(error) && error.kind === 'invalidRequest') return error;
      throw error;
    }
  }

  /** @throws {UnsupportedCapabilityError} also for linear contracts of which it is not known what their volume counts */
  protected override async klineQuestion(request: FirstKlineRequest, name: string): Promise<KlineQuestion> {
    const question = await super.klineQuestion(request, name);
    const { instrument, exchange, operation } = question.series;
    const { contractSize, settleAsset, quoteAsset, exchangeSymbol } = instrument;
    const isPlain = contractSize === null || contractSize === '1';
    if (question.room.market.id === SPOT || settleAsset !== quoteAsset || isPlain) return question;
    throw new UnsupportedCapabilityError(
      `whether the volume of ${exchangeSymbol} counts contracts of ${contractSize} ${instrument.baseAsset}, or ${instrument.baseAsset}, is not documented`,
      { exchange, operation },
    );
  }

  #tape({ room, series }: KlineQuestion): TradeTape {
    const { exchangeSymbol: pair } = series.instrument;
    const known = this.#tapes.get(pair);
    const tape =
      known ?? new TradeTape({ exchange: this.id, client: room.client, pair, budget: pairBudget(pair) });
    this.#tapes.delete(pair);
    this.#tapes.set(pair, tape);
    const [oldest] = this.#tapes.keys();
    if (this.#tapes.size > TAPES && oldest !== undefined) this.#tapes.delete(oldest);
    return tape;
  }
}
