import { describe, expect, it } from 'vitest';
import { instrument } from './fixtures/instrument.ts';
import { askMarkets, buildListing, NetworkError, type QuarantinedInstrument } from './index.ts';

const parts = {
  exchange: 'test',
  markets: ['main', 'other'],
  retrievedAt: 1_700_000_000_000,
  quarantined: [],
};

describe('buildListing', () => {
  it('keeps rows and markets as they came', () => {
    const instruments = [instrument('BTC-USDT-SPOT'), instrument('ETH-USDT-SPOT')];
    expect(buildListing({ ...parts, instruments })).toEqual({
      exchange: 'test',
      markets: ['main', 'other'],
      failures: [],
      instruments,
      quarantined: [],
      collisions: [],
      retrievedAt: 1_700_000_000_000,
    });
  });

  it('keeps the first of two rows with one native symbol in one market, and quarantines the second', () => {
    const first = instrument('BTC-USDT-SPOT', { raw: 1 });
    const second = instrument('ETH-USDT-SPOT', { exchangeSymbol: 'BTCUSDTSPOT', raw: 2 });
    const elsewhere = instrument('BTC-USDT-PERP', { exchangeSymbol: 'BTCUSDTSPOT', market: 'other' });
    const before: QuarantinedInstrument = {
      exchange: 'test',
      market: 'main',
      exchangeSymbol: null,
      reason: 'no symbol',
      raw: {},
    };
    const listing = buildListing({
      ...parts,
      instruments: [first, second, elsewhere],
      quarantined: [before],
    });
    expect(listing.instruments).toEqual([first, elsewhere]);
    expect(listing.quarantined).toEqual([
      before,
      {
        exchange: 'test',
        market: 'main',
        exchangeSymbol: 'BTCUSDTSPOT',
        reason: 'BTCUSDTSPOT is listed a second time in the main market',
        raw: 2,
      },
    ]);
  });

  it('tells which instruments print alike, also across markets, and keeps them all', () => {
    const instruments = [
      instrument('BTC-USD-PERP', { exchangeSymbol: 'BTCUSD' }),
      instrument('BTC-USD-PERP:BTC', { exchangeSymbol: 'BTCUSD_PERP' }),
      instrument('BTC-USD-PERP', { exchangeSymbol: 'PF_XBTUSD', market: 'other' }),
    ];
    const listing = buildListing({ ...parts, instruments });
    expect(listing.instruments).toEqual(instruments);
    expect(listing.collisions).toEqual([
      { symbol: 'BTC-USD-PERP', instruments: [instruments[0], instruments[2]] },
    ]);
  });
});

describe('askMarkets', () => {
  const failure = (market: string): NetworkError =>
    new NetworkError('connection refused', { exchange: 'test', operation: `listInstruments ${market}` });
  const answering = (those: readonly string[]) => async (market: string) => {
    if (!those.includes(market)) throw failure(market);
    return `rows of ${market}`;
  };

  it('tells which markets answered, and why others did not', async () => {
    await expect(askMarkets(['a', 'b', 'c'], answering(['a', 'c']))).resolves.toEqual({
      markets: ['a', 'c'],
      answers: ['rows of a', 'rows of c'],
      failures: [{ market: 'b', error: failure('b') }],
    });
  });

  it('fails when none answers, with the first reason', async () => {
    await expect(askMarkets(['a', 'b'], answering([]))).rejects.toThrow(
      'test: listInstruments a: connection',
    );
    await expect(askMarkets([], answering([]))).resolves.toEqual({ markets: [], answers: [], failures: [] });
  });

  it('takes an abort and a fault of the program for no failure of a market', async () => {
    const reason = new Error('stopped');
    const stopped = askMarkets(['a', 'b'], answering(['a']), AbortSignal.abort(reason));
    await expect(stopped).rejects.toBe(reason);
    const broken = askMarkets(['a', 'b'], async (market) => {
      if (market === 'b') throw new TypeError('undefined is not a function');
    });
    await expect(broken).rejects.toBeInstanceOf(TypeError);
  });
});
