import { describe, expect, it } from 'vitest';
import { instrument } from './fixtures/instrument.ts';
import { buildListing, type QuarantinedInstrument } from './index.ts';

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
