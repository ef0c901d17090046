import { describe, expect, it } from 'vitest';
import { products } from './fixtures/products.ts';
import { replaying } from './fixtures/replay.ts';

const listed = JSON.stringify(products);

describe('the listing', () => {
  it('has every product in standard names, with its steps', async () => {
    await using replay = await replaying({ '/products': listed });
    const { instruments } = await replay.exchange.listInstruments();
    const celo = instruments.find(({ exchangeSymbol }) => exchangeSymbol === 'CGLD-EUR');
    expect(celo).toMatchObject({
      baseAsset: 'CELO',
      quoteAsset: 'EUR',
      settleAsset: 'EUR',
      type: 'SPOT',
      tickSize: '0.0001',
      lotSize: '0.01',
      listedAt: null,
    });
  });

  it('keeps the product that tries auctions out from being taken for the pair whose assets it names', async () => {
    await using replay = await replaying({ '/products': listed });
    const { quarantined, collisions } = await replay.exchange.listInstruments();
    expect(collisions).toEqual([]);
    expect(quarantined.map(({ exchangeSymbol, reason }) => [exchangeSymbol, reason])).toEqual([
      ['BTCAUCTION-USD', 'the product is called BTCAUCTION-USD, and its assets are BTC and USD'],
      ['ODD-USD', 'unknown status "a new word"'],
      [null, expect.stringContaining('"id"')],
    ]);
  });
});

it('products of before 2018, which tell neither status nor base_increment, trade', async () => {
  const old = {
    id: 'LTC-EUR',
    base_currency: 'LTC',
    quote_currency: 'EUR',
    base_min_size: '0.01',
    base_max_size: '1000000',
    quote_increment: '0.01',
    display_name: 'LTC/EUR',
    margin_enabled: false,
  };
  await using replay = await replaying({ '/products': JSON.stringify([old, { ...old, id: 'LTC-BTC' }]) });
  const { instruments, quarantined } = await replay.exchange.listInstruments();
  expect(instruments).toMatchObject([{ exchangeSymbol: 'LTC-EUR', status: 'trading', lotSize: null }]);
  expect(quarantined).toHaveLength(1);
});

describe('the status of one product', () => {
  it('is asked for alone', async () => {
    await using replay = await replaying({ '/products/BTC-USD': JSON.stringify(products[0]) });
    expect(await replay.exchange.tradingStatus('BTC-USD-SPOT')).toBe('trading');
    expect(replay.server.requests).toEqual(['/products/BTC-USD']);
  });

  it('is delisted where there is none', async () => {
    await using replay = await replaying({
      '/products/BTC-USD': { status: 404, text: '{"message":"NotFound"}' },
    });
    expect(await replay.exchange.tradingStatus('BTC-USD-SPOT')).toBe('delisted');
  });
});

it('an address without products is an invalid request, and no unknown symbol', async () => {
  await using replay = await replaying({ '/products': { status: 404, text: '{"message":"NotFound"}' } });
  await expect(replay.exchange.listInstruments()).rejects.toMatchObject({ kind: 'invalidRequest' });
});
