import { recordings, withoutRecordings } from '@marketloom/testing';
import ccxt from 'ccxt';
import { describe, expect, it } from 'vitest';
import {
  dataOf,
  instrumentOf,
  isOfOption,
  listed,
  recorded,
  textOf,
  withReplay,
} from './fixtures/recorded.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const HOUR = 3_600_000;

/** ccxt asks nothing here: only its parsers are used. */
const peer = new ccxt.okx();

/**
 * The one disagreement: ccxt calls the AE that OKX lists AET, by its table of names that it holds to be taken by other
 * assets elsewhere (`commonCurrencies`). To us an asset is called what the exchange calls it.
 */
const RENAMED: Readonly<Record<string, string>> = { AE: 'AET' };

const TYPES = { SPOT: 'spot', PERP: 'swap', FUTURE: 'future' } as const;

describe.skipIf(recordings === null)(`ccxt ${ccxt.version} and the adapter agree${skipped}`, () => {
  it.each(recorded('symbols'))('on what $file lists', async (recording) => {
    const answer = { path: '/public/instruments', text: textOf(recording) };
    const { instruments } = await withReplay(answer, [], (exchange) =>
      exchange.listInstruments({ markets: [recording.market] }),
    );
    const renamed = (asset: string): string => RENAMED[asset] ?? asset;
    const ours = instruments.map((instrument) => {
      const isContract = instrument.type !== 'SPOT';
      return {
        id: instrument.exchangeSymbol,
        base: renamed(instrument.baseAsset),
        quote: renamed(instrument.quoteAsset),
        // To ccxt nothing is settled in spot; to us what is paid is paid in the quote.
        settle: isContract ? renamed(instrument.settleAsset) : undefined,
        type: TYPES[instrument.type],
        inverse: isContract ? instrument.settleAsset === instrument.baseAsset : undefined,
        active: instrument.status === 'trading',
        expiry: instrument.expiresAt ?? undefined,
        created: instrument.listedAt ?? undefined,
        contractSize: isContract ? Number(instrument.contractSize) : undefined,
        precision: { amount: Number(instrument.lotSize), price: Number(instrument.tickSize) },
      };
    });
    const theirs = dataOf<object>(recording).map((row) => {
      const market = peer.parseMarket(row);
      return {
        id: market?.id,
        base: market?.base,
        quote: market?.quote,
        // A missing settlement is an empty text to ccxt's names.
        settle: market?.spot === true ? undefined : market?.settle,
        type: market?.type,
        inverse: market?.inverse,
        active: market?.active,
        expiry: market?.expiry,
        created: market?.created,
        contractSize: market?.contractSize,
        precision: { amount: market?.precision.amount, price: market?.precision.price },
      };
    });
    expect(ours).toEqual(theirs);
    const differing = instruments.filter(({ baseAsset }) => renamed(baseAsset) !== baseAsset);
    const expected = recording.market === 'spot' ? ['AE-USDT', 'AE-BTC'] : [];
    expect(differing.map(({ exchangeSymbol }) => exchangeSymbol)).toEqual(expected);
  });

  it.each(recorded('klines'))('on the candles of $file, as far as floats go', async (recording) => {
    const rows = dataOf<string[]>(recording);
    const symbol = instrumentOf(recording, await listed());
    if (symbol === null) throw new Error(`no instrument is listed for ${recording.file}`);
    const market = { spot: symbol.type === 'SPOT', type: TYPES[symbol.type] };
    const theirs = rows.map((row) => peer.parseOHLCV(row, market as never)).toReversed();
    const start = theirs[0]?.[0] ?? 0;
    const range = { start, end: start + rows.length * HOUR };
    const answer = { path: '/market/history-candles', text: textOf(recording) };
    const pages = await withReplay(answer, [symbol], (exchange) =>
      Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1h', ...range })),
    );
    const ours = pages.flatMap(({ klines }) => [...klines]);
    expect(
      ours.map(({ openTime, open, high, low, close, volume }) => [
        openTime.getTime(),
        ...[open, high, low, close, volume].map(Number),
      ]),
    ).toEqual(theirs);
  });

  it.each(recorded('orderbook').filter((book) => !isOfOption(book)))(
    'on the book of $file',
    async (recording) => {
      const [raw] = dataOf<{ readonly ts: string }>(recording);
      const theirs = peer.parseOrderBook(raw, 'BTC/USDT', Number(raw?.ts));
      const symbol = instrumentOf(recording, await listed());
      if (symbol === null) throw new Error(`no instrument is listed for ${recording.file}`);
      const answer = { path: '/market/books', text: textOf(recording) };
      const ours = await withReplay(answer, [symbol], (exchange) =>
        exchange.fetchOrderBookSnapshot({ symbol }),
      );
      const levels = (side: 'bids' | 'asks'): number[][] =>
        ours[side].map(({ price, size }) => [Number(price), Number(size)]);
      expect(levels('bids')).toEqual(theirs.bids.map(([price, size]) => [price, size]));
      expect(levels('asks')).toEqual(theirs.asks.map(([price, size]) => [price, size]));
      expect(ours.exchangeTs).toBe(theirs.timestamp);
    },
  );
});
