import type { Instrument } from '@marketloom/exchange';
import { recordings, withoutRecordings } from '@marketloom/testing';
import ccxt from 'ccxt';
import { describe, expect, test } from 'vitest';
import { books, klines, listings, type Recorded } from './fixtures/recorded.ts';
import { named, replayed } from './fixtures/replayed.ts';

/** What ccxt makes of a listed row; only what is compared. */
interface PeerMarket {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string;
  readonly type: string;
  readonly inverse?: boolean;
  readonly expiry?: number;
  readonly active: boolean;
  readonly contractSize?: number;
  readonly precision: { readonly price: number; readonly amount: number };
}

interface Peer {
  publicGetV5MarketInstrumentsInfo: () => Promise<unknown>;
  fetchSpotMarkets(parameters: object): Promise<PeerMarket[]>;
  fetchFutureMarkets(parameters: object): Promise<PeerMarket[]>;
  parseOHLCV(row: unknown, market: object): number[];
  parseOrderBook(
    book: unknown,
    symbol: string,
    time: number,
    bids: string,
    asks: string,
  ): { readonly bids: number[][]; readonly asks: number[][]; readonly timestamp: number };
}

/** The peer, which asks for nothing. */
function peer(): Peer {
  return new ccxt.bybit({ enableRateLimit: false }) as unknown as Peer;
}

const resultOf = <T>({ text }: Recorded): T => (JSON.parse(text) as { result: T }).result;

async function marketsOf(recorded: Recorded): Promise<Map<string, PeerMarket>> {
  const its = peer();
  its.publicGetV5MarketInstrumentsInfo = async () => JSON.parse(recorded.text) as unknown;
  const { category } = recorded;
  const markets = await (category === 'spot'
    ? its.fetchSpotMarkets({})
    : its.fetchFutureMarkets({ category }));
  return new Map(markets.map((market) => [market.id, market]));
}

const TYPES = { SPOT: 'spot', PERP: 'swap', FUTURE: 'future' } as const;

const skipped = recordings === null ? `: ${withoutRecordings}` : '';

test.skipIf(recordings === null)(`there are recordings to compare with ccxt${skipped}`, () => {
  expect([listings, klines, books].map(({ length }) => length)).toEqual([8, 11, 7]);
});

describe.skipIf(recordings === null)('ccxt agrees', () => {
  test.each(listings)('with the instruments of $file', async (recorded) => {
    const { instruments } = await replayed(recorded, (exchange) =>
      exchange.listInstruments({ markets: [recorded.category] }),
    );
    const markets = await marketsOf(recorded);
    const differing = instruments.flatMap((mine) => {
      const its = markets.get(mine.exchangeSymbol);
      const [a, b] = [JSON.stringify(ours(mine)), JSON.stringify(its && theirs(its))];
      return a === b ? [] : [`${mine.exchangeSymbol}: ${a} ${b}`];
    });
    expect(differing).toEqual([]);
    expect(instruments.length).toBe(COMPARED[recorded.file.replace('bybit/', '')]);
  });

  test.each(klines)('with the candles of $file', async (recorded) => {
    const { list } = resultOf<{ list: readonly (readonly string[])[] }>(recorded);
    const rows = list.toReversed();
    const symbol = named(recorded, recorded.symbol);
    const range = { start: Number(rows[0]?.[0] ?? 0), end: Number(rows.at(-1)?.[0] ?? 0) + 1 };
    const pages = await replayed(recorded, (exchange) =>
      Array.fromAsync(exchange.fetchKlines({ symbol, interval: recorded.interval, ...range })),
    );
    const mine = pages.flatMap(({ klines: { columns } }) =>
      columns.openTime.map((open, row) => [
        open,
        ...[columns.open, columns.high, columns.low, columns.close, columns.volume].map((column) =>
          Number(column?.[row]),
        ),
      ]),
    );
    const its = peer();
    const market = { inverse: recorded.category === 'inverse' };
    const candles = rows.map((row) => its.parseOHLCV(row, market));
    // It gives the candle that is open, too.
    expect(mine).toEqual(candles.slice(0, mine.length));
    expect(candles.length - mine.length).toBeLessThanOrEqual(1);
  });

  test.each(books)('with the book of $file', async (recorded) => {
    const result = resultOf<{ ts: number }>(recorded);
    const book = peer().parseOrderBook(result, recorded.symbol, result.ts, 'b', 'a');
    const snapshot = await replayed(recorded, (exchange) =>
      exchange.fetchOrderBookSnapshot({ symbol: named(recorded, recorded.symbol), depth: 100 }),
    );
    for (const side of ['bids', 'asks'] as const) {
      const mine = snapshot[side].map(({ price, size }) => [price.toNumber(), size.toNumber()]);
      expect(mine).toEqual(book[side]);
    }
    expect(snapshot.exchangeTs).toBe(book.timestamp);
  });
});

/**
 * How many instruments of each listing are compared. The inverse sample has none: its row contradicts itself and is
 * quarantined, where ccxt lists an inverse contract that settles in dollars.
 */
const COMPARED: Readonly<Record<string, number>> = {
  'symbols__gct-inverse-symbols--20230821.json (linear)': 239,
  'symbols__gct-inverse-symbols--20230821.json (inverse)': 12,
  'symbols__gct-spot-symbols--20230821.json (spot)': 417,
  'symbols__gct-usdc-perp-symbols--20230821.json (linear)': 21,
  'symbols__gct-usdc-perp-symbols-BTCPERP-20230821.json (linear)': 21,
  'symbols__xchange-getInstrumentSpot-2025.json (spot)': 1,
  'symbols__xchange-getInstrumentLinear-2025.json (linear)': 1,
  'symbols__xchange-getInstrumentInverse-2025.json (inverse)': 0,
};

function ours(mine: Instrument) {
  return {
    base: mine.baseAsset,
    quote: mine.quoteAsset,
    settle: mine.type === 'SPOT' ? null : mine.settleAsset,
    type: TYPES[mine.type],
    inverse: mine.settleAsset === mine.baseAsset,
    expiry: mine.expiresAt,
    active: mine.status === 'trading',
    contractSize: mine.contractSize === null ? null : Number(mine.contractSize),
    price: Number(mine.tickSize),
    amount: Number(mine.lotSize),
  };
}

function theirs(its: PeerMarket) {
  return {
    base: its.base,
    quote: its.quote,
    settle: its.settle ?? null,
    type: its.type,
    inverse: its.inverse ?? false,
    expiry: its.expiry ?? null,
    active: its.active,
    contractSize: its.contractSize ?? null,
    price: its.precision.price,
    amount: its.precision.amount,
  };
}
