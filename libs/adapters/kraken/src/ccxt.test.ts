import type { Instrument } from '@marketloom/exchange';
import { recordings, withoutRecordings } from '@marketloom/testing';
import ccxt from 'ccxt';
import { describe, expect, it } from 'vitest';
import { jsonOf, recordedOf, withRecorded } from './fixtures/recorded.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';

/** ccxt asks nothing here: what it would fetch is handed to it. */
class Spot extends ccxt.kraken {
  async marketsIn(answer: object): Promise<Market[]> {
    Object.assign(this, { publicGetAssetPairs: () => Promise.resolve(answer) });
    return (await this.fetchMarkets()) as unknown as Market[];
  }
}

class Futures extends ccxt.krakenfutures {
  async marketsIn(answer: object): Promise<Market[]> {
    Object.assign(this, { publicGetInstruments: () => Promise.resolve(answer) });
    return (await this.fetchMarkets()) as unknown as Market[];
  }
}

interface Market {
  readonly id: string;
  readonly altname?: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string;
  readonly type: string;
  readonly active?: boolean;
  readonly inverse?: boolean;
  readonly expiry?: number;
  readonly contractSize?: number;
  readonly precision: { readonly amount?: number; readonly price?: number };
}

const TYPES = { SPOT: 'spot', PERP: 'swap', FUTURE: 'future' } as const;

const numberOf = (text: string | null): number | undefined => (text === null ? undefined : Number(text));

/** The sample of 2016 has names that ccxt fails to part; see recordings.test.ts. */
const parsed = recordedOf('symbols', 'futures').filter(({ file }) => !file.includes('xchange'));

const listed = (recording: (typeof parsed)[number], market: string): Promise<readonly Instrument[]> =>
  withRecorded(
    recording,
    async (exchange) => (await exchange.listInstruments({ markets: [market] })).instruments,
  );

const sorted = <T extends { readonly id: string | undefined }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => String(a.id).localeCompare(String(b.id)));

describe.skipIf(recordings === null)(`ccxt ${ccxt.version} and the adapter agree${skipped}`, () => {
  it.each(recordedOf('symbols', 'spot'))('on what $file lists', async (recording) => {
    const markets = await new Spot().marketsIn(jsonOf(recording));
    // Dark pools are pairs like others to ccxt, under the same symbol; to us they are quarantined.
    const dark = markets.filter(({ id }) => id.endsWith('.d'));
    expect(dark).toHaveLength(11);
    const theirs = markets
      .filter((market) => !dark.includes(market))
      .map(({ altname, base, quote, type, precision }) => ({ id: altname, base, quote, type, precision }))
      .map(({ precision: { amount, price }, ...market }) => ({ ...market, amount, price }));
    const instruments = await listed(recording, 'spot');
    const ours = instruments.map(({ exchangeSymbol, baseAsset, quoteAsset, type, lotSize, tickSize }) => ({
      id: exchangeSymbol,
      base: baseAsset,
      quote: quoteAsset,
      type: TYPES[type],
      amount: numberOf(lotSize),
      price: numberOf(tickSize),
    }));
    expect(sorted(ours)).toEqual(sorted(theirs));
    // Pairs had no status then. To ccxt, which looks for `online`, none is active; to us what is listed trades.
    expect(markets.some(({ active }) => active)).toBe(false);
    expect(instruments.every(({ status }) => status === 'trading')).toBe(true);
  });

  it.each(parsed)('on what $file lists', async (recording) => {
    const markets = await new Futures().marketsIn(jsonOf(recording));
    // Indices are markets to ccxt, and no instruments to us.
    const indices = markets.filter(({ type }) => type === 'index');
    expect(indices).toHaveLength(10);
    const theirs = markets
      .filter((market) => !indices.includes(market))
      .map((market) => {
        const { id, base, quote, settle, type, inverse, active, expiry, contractSize, precision } = market;
        return {
          id,
          base,
          quote,
          settle,
          type,
          inverse,
          active,
          expiry,
          contractSize,
          price: precision.price,
        };
      });
    const ours = (await listed(recording, 'futures')).map((instrument) => ({
      id: instrument.exchangeSymbol,
      base: instrument.baseAsset,
      quote: instrument.quoteAsset,
      settle: instrument.settleAsset,
      type: TYPES[instrument.type],
      inverse: instrument.settleAsset === instrument.baseAsset,
      active: instrument.status === 'trading',
      expiry: instrument.expiresAt ?? undefined,
      contractSize: numberOf(instrument.contractSize),
      price: numberOf(instrument.tickSize),
    }));
    expect(sorted(ours)).toEqual(sorted(theirs));
  });

  it.each(recordedOf('klines', 'spot'))('on the candles of $file', (recording) => {
    const { result } = jsonOf<{ result: { XXBTZUSD: (string | number)[][] } }>(recording);
    const peer = new Spot();
    const theirs = result.XXBTZUSD.map((row) => peer.parseOHLCV(row).slice(0, 6));
    // The rows come through digit for digit, see recordings.test.ts; here is what their cells mean. ccxt passes on rows
    // without a trade and the row that is open; to us neither is a candle.
    expect(theirs).toHaveLength(720);
    expect(theirs).toEqual(
      result.XXBTZUSD.map(([time, open, high, low, close, , volume]) => [
        Number(time) * 1000,
        ...[open, high, low, close, volume].map(Number),
      ]),
    );
  });

  it.each([...recordedOf('orderbook', 'spot'), ...recordedOf('orderbook', 'futures')])(
    'on the book of $file',
    async (recording) => {
      type Sides = Readonly<Record<'bids' | 'asks', readonly (string | number)[][]>>;
      const answer = jsonOf<{
        result: Record<string, Sides> | string;
        orderBook?: Sides;
        serverTime?: string;
      }>(recording);
      const sides = answer.orderBook ?? Object.values(answer.result as Record<string, Sides>)[0];
      const time = answer.serverTime === undefined ? undefined : Date.parse(answer.serverTime);
      const peer = answer.orderBook === undefined ? new Spot() : new Futures();
      const theirs = peer.parseOrderBook(sides, 'BTC/USD', time);
      const ours = await withRecorded(recording, async (exchange) => {
        const known = await instrumentFor(answer.orderBook === undefined ? 'spot' : 'futures');
        return exchange.fetchOrderBookSnapshot({ symbol: known });
      });
      for (const side of ['bids', 'asks'] as const) {
        // A third cell of a level, where there is one, is its time.
        const levels = theirs[side].map(([price, size]) => [price, size]);
        expect(ours[side].map(({ price, size }) => [price.toNumber(), size.toNumber()])).toEqual(levels);
      }
      expect(ours.exchangeTs ?? undefined).toBe(theirs.timestamp);
    },
  );
});

/** Some instrument of the recorded listings. */
async function instrumentFor(market: 'spot' | 'futures'): Promise<Instrument> {
  const [recording] = market === 'spot' ? recordedOf('symbols', 'spot') : parsed;
  const [instrument] = recording === undefined ? [] : await listed(recording, market);
  if (instrument === undefined) throw new Error(`nothing of ${market} is recorded`);
  return instrument;
}
