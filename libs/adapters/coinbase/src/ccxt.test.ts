import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import ccxt from 'ccxt';
import { describe, expect, it } from 'vitest';
import { replaying } from './fixtures/replay.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const recorded = (kind: string): readonly Recording[] =>
  (recordings?.index ?? []).filter((each) => each.exchange === 'coinbase' && each.kind === kind);
const textOf = ({ file }: Recording): string => recordings?.text(file) ?? '';
const jsonOf = (recording: Recording): unknown => JSON.parse(textOf(recording)) as unknown;

/** ccxt without a network: whatever it asks for is a recording. */
class Peer extends ccxt.coinbaseexchange {
  recorded: unknown = null;
  override request(): Promise<unknown> {
    return Promise.resolve(this.recorded);
  }
}

describe.skipIf(recordings === null)(`ccxt ${ccxt.version} and the adapter agree${skipped}`, () => {
  it.each(recorded('symbols'))('on what $file lists', async (recording) => {
    const peer = new Peer();
    peer.recorded = jsonOf(recording);
    const theirs = await peer.fetchMarkets();
    await using replay = await replaying({ '/products': textOf(recording) });
    const { instruments } = await replay.exchange.listInstruments();
    expect(
      instruments.map((instrument) => ({
        id: instrument.exchangeSymbol,
        base: instrument.baseAsset,
        quote: instrument.quoteAsset,
        type: instrument.type.toLowerCase(),
        active: instrument.status === 'trading',
        expiry: instrument.expiresAt ?? undefined,
        contractSize: instrument.contractSize ?? undefined,
        price: Number(instrument.tickSize),
        amount: instrument.lotSize === null ? undefined : Number(instrument.lotSize),
        // To ccxt nothing is settled in spot; to us what is paid is paid in the quote.
        settle: undefined,
        settleAsset: instrument.settleAsset,
      })),
    ).toEqual(
      theirs.map((market) => ({
        id: market?.id,
        base: market?.base,
        quote: market?.quote,
        type: market?.type,
        active: market?.active,
        expiry: market?.expiry,
        contractSize: market?.contractSize,
        price: market?.precision.price,
        amount: market?.precision.amount,
        settle: market?.settle,
        settleAsset: market?.quote,
      })),
    );
  });

  it.each(recorded('klines'))('on the candles of $file, as far as floats go', async (recording) => {
    const rows = jsonOf(recording) as number[][];
    const peer = new Peer();
    const theirs = rows.map((row) => peer.parseOHLCV(row)).toReversed();
    const start = theirs[0]?.[0] ?? 0;
    const range = { start, end: start + rows.length * 60_000 };
    await using replay = await replaying({ '/products/BTC-USD/candles': textOf(recording) });
    const pages = await Array.fromAsync(
      replay.exchange.fetchKlines({ symbol: 'BTC-USD-SPOT', interval: '1m', ...range }),
    );
    const ours = pages.flatMap(({ klines }) => [...klines]);
    expect(
      ours.map(({ openTime, open, high, low, close, volume }) => [
        openTime.getTime(),
        ...[open, high, low, close, volume].map(Number),
      ]),
    ).toEqual(theirs);
  });

  it.each(recorded('orderbook'))('on the book of $file', async (recording) => {
    const raw = jsonOf(recording) as { readonly sequence: number };
    const theirs = new Peer().parseOrderBook(raw, 'BTC/USD');
    await using replay = await replaying({ '/products/BTC-USD/book': textOf(recording) });
    const ours = await replay.exchange.fetchOrderBookSnapshot({ symbol: 'BTC-USD-SPOT' });
    const levels = (side: 'bids' | 'asks'): number[][] =>
      ours[side].map(({ price, size }) => [Number(price), Number(size)]);
    expect(levels('bids')).toEqual(theirs.bids.map(([price, size]) => [price, size]));
    expect(levels('asks')).toEqual(theirs.asks.map(([price, size]) => [price, size]));
    // Where a book tells its time, ccxt leaves it out; this one does not.
    expect(theirs.timestamp ?? null).toBe(ours.exchangeTs);
    expect(Number(ours.lastUpdateId)).toBe(raw.sequence);
  });
});
