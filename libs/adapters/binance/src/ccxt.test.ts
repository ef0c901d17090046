import { type KlineEndpoint, readKlineRows } from '@marketloom/adapter-kit';
import type { Instrument } from '@marketloom/exchange';
import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import ccxt from 'ccxt';
import { describe, expect, test } from 'vitest';
import { response } from './fixtures/response.ts';
import { exchangeAt } from './fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from './fixtures/instruments.ts';
import { startLoopback } from './fixtures/loopback.ts';
import { coinmKlines, spotKlines, usdmKlines } from './klines.ts';

/** What ccxt makes of a listed row; only what is compared. */
interface PeerMarket {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string;
  readonly type: string;
  readonly expiry?: number;
  readonly active: boolean;
  readonly contractSize?: number;
  readonly precision: { readonly price?: number; readonly amount?: number };
}

interface Peer {
  readonly options: Record<string, unknown>;
  parseMarket(row: unknown): PeerMarket;
  parseOHLCV(row: unknown, market: object): number[];
  parseOrderBook(book: unknown, symbol: string): { readonly bids: number[][]; readonly asks: number[][] };
}

/** The peer, which asks for nothing. */
function peer(): Peer {
  const its = new ccxt.binance({ enableRateLimit: false }) as unknown as Peer;
  Object.assign(its.options, { crossMarginPairsData: [], isolatedMarginPairsData: [] });
  return its;
}

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const recorded = (kind: string): readonly Recording[] =>
  (recordings?.index ?? []).filter((one) => one.exchange === 'binance' && one.kind === kind);
const textOf = ({ file }: Recording): string => recordings?.text(file) ?? '';
const instrumentOf = (market: string): Instrument =>
  market === 'spot' ? spotPair : market === 'coinm' ? inversePerpetual : linearPerpetual;

const ENDPOINTS: Readonly<Record<string, KlineEndpoint>> = {
  spot: spotKlines,
  usdm: usdmKlines,
  coinm: coinmKlines,
};

const TYPES = { SPOT: 'spot', PERP: 'swap', FUTURE: 'future' } as const;
/** Names that ccxt gives assets of its own accord. */
const RENAMED: Readonly<Record<string, string>> = { BSV: 'BCHSV', YOYOW: 'YOYO' };

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

const ours = (mine: Instrument) => ({
  id: mine.exchangeSymbol,
  base: mine.baseAsset,
  quote: mine.quoteAsset,
  settle: mine.type === 'SPOT' ? null : mine.settleAsset,
  type: TYPES[mine.type],
  expiry: mine.type === 'FUTURE' ? mine.expiresAt : null,
  contractSize: numberOf(mine.contractSize),
});

const theirs = (its: PeerMarket) => ({
  id: its.id,
  base: RENAMED[its.base] ?? its.base,
  quote: its.quote,
  settle: its.settle ?? null,
  type: its.type,
  expiry: its.type === 'future' ? (its.expiry ?? null) : null,
  contractSize: its.contractSize ?? null,
});

test.skipIf(recordings === null)(`there are recordings to compare with ccxt${skipped}`, () => {
  expect(['symbols', 'klines', 'orderbook'].map((kind) => recorded(kind).length > 0)).toEqual([
    true,
    true,
    true,
  ]);
});

describe.skipIf(recordings === null)(`ccxt ${ccxt.version} agrees`, () => {
  test.each(recorded('symbols'))('with the instruments of $file', async (recording) => {
    const text = textOf(recording);
    await using server = await startLoopback(() => ({ text }));
    const exchange = exchangeAt(server.url, { known: [] });
    const { instruments } = await exchange.listInstruments({ markets: [recording.market] });
    const { symbols } = JSON.parse(text) as { symbols: readonly { isSpotTradingAllowed?: boolean }[] };
    const its = peer();
    const markets = symbols.map((row) => its.parseMarket(row));
    expect(instruments.map(ours)).toEqual(markets.map(theirs));
    for (const [index, { precision, active }] of markets.entries()) {
      const { tickSize, lotSize, exchangeSymbol, status } = instruments[index] as Instrument;
      // Whether a pair is active that only some accounts may trade depends on whom ccxt is for.
      const isForAll = symbols[index]?.isSpotTradingAllowed !== false;
      const trades = status === 'trading';
      const peers = [tickSize && precision.price, lotSize && precision.amount, isForAll ? active : trades];
      expect([exchangeSymbol, numberOf(tickSize), numberOf(lotSize), trades]).toEqual([
        exchangeSymbol,
        ...peers,
      ]);
    }
  });

  test.each(recorded('klines').filter(({ file }) => !file.includes('premiumIndexKlines')))(
    'with the candles of $file',
    (recording) => {
      const text = textOf(recording);
      const instrument = instrumentOf(recording.market);
      const { dialect } = ENDPOINTS[instrument.market] ?? spotKlines;
      const rows = JSON.parse(text) as readonly unknown[];
      const its = peer();
      const market = { inverse: instrument === inversePerpetual };
      const interval = /-(\d+[smhdwM])[-.]/.exec(recording.file)?.[1] as '1m';
      const expected = { exchange: 'binance', operation: 'read', instrument, interval };
      const { columns } = readKlineRows(response(200, text), dialect, expected).klines;
      const mine = columns.openTime.map((open, row) => [
        open,
        ...[columns.open, columns.high, columns.low, columns.close, columns.volume].map((column) =>
          Number(column?.[row]),
        ),
      ]);
      expect(mine).toEqual(rows.map((row) => its.parseOHLCV(row, market)));
    },
  );

  test.each(recorded('orderbook'))('with the book of $file', async (recording) => {
    const text = textOf(recording);
    await using server = await startLoopback(() => ({ text }));
    const symbol = instrumentOf(
      /\/([fd])api\//.exec(recording.url)?.[1] === 'd' ? 'coinm' : recording.market,
    );
    const snapshot = await exchangeAt(server.url).fetchOrderBookSnapshot({ symbol, depth: 1000 });
    const book = peer().parseOrderBook(JSON.parse(text), 'BTC/USDT');
    for (const side of ['bids', 'asks'] as const) {
      expect(snapshot[side].map(({ price, size }) => [price.toNumber(), size.toNumber()])).toEqual(
        book[side],
      );
    }
  });
});
