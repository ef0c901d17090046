import type { SimulatedAnswer, SimulatedRequest } from '@marketloom/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { exchangeAt } from './fixtures/exchange-at.ts';
import { LINEAR, SPOT } from './fixtures/listed.ts';

const [row] = LINEAR;

/** Answers listings of contracts by their status. */
const listing =
  (byStatus: Readonly<Record<string, readonly object[]>>, nextPageCursor = '') =>
  ({ query }: SimulatedRequest): SimulatedAnswer => ({
    body: {
      retCode: 0,
      retMsg: 'OK',
      result: { list: byStatus[query.get('status') ?? ''] ?? [], nextPageCursor },
    },
  });

describe('the listing of contracts', () => {
  it('is asked for by status, page by page, and cursors go back encoded once', async () => {
    await using talk = await exchangeAt();
    const { instruments } = await talk.exchange.listInstruments({ markets: ['inverse'] });
    expect(instruments.map(({ exchangeSymbol }) => exchangeSymbol)).toEqual(['BTCUSD', 'BTCUSDM26']);
    const first = '/v5/market/instruments-info?category=inverse&status';
    expect(talk.asked).toEqual([
      `${first}=PreLaunch&limit=1000`,
      `${first}=Trading&limit=1000`,
      `${first}=Trading&limit=1000&cursor=first%3DBTCUSD%26last%3DETHUSD`,
      `${first}=Delivering&limit=1000`,
      `${first}=Closed&limit=1000`,
    ]);
  });

  it('does not turn in circles when the cursor of a full page leads back', async () => {
    const full = Array.from({ length: 1000 }, (_, index) => ({ ...row, symbol: `A${index}USDT` }));
    await using talk = await exchangeAt(listing({ PreLaunch: full }, 'a%3D1'));
    const { failures } = await talk.exchange
      .listInstruments({ markets: ['linear', 'spot'] })
      .catch((error: unknown) => ({ failures: [{ error }] }));
    expect(failures[0]?.error).toMatchObject({ kind: 'badResponse', path: '$.result.nextPageCursor' });
    expect(talk.asked.filter((path) => path.includes('cursor'))).toHaveLength(1);
  });

  it.each(['a%3D1', null])(
    'is over where one short page is given for every question, with the cursor %s',
    async (cursor) => {
      const body = { retCode: 0, retMsg: 'OK', result: { list: [{ ...row }], nextPageCursor: cursor } };
      await using talk = await exchangeAt(() => ({ body }));
      const { instruments, failures } = await talk.exchange.listInstruments({ markets: ['linear'] });
      expect(failures).toEqual([]);
      expect(instruments.map(({ exchangeSymbol }) => exchangeSymbol)).toEqual(['BTCUSDT']);
    },
  );

  it('refuses a cursor that is not encoded as it should be', async () => {
    await using talk = await exchangeAt(listing({ PreLaunch: [{ ...row }] }, '%zz'));
    await expect(talk.exchange.listInstruments({ markets: ['linear'] })).rejects.toMatchObject({
      kind: 'badResponse',
      path: '$.result.nextPageCursor',
    });
  });

  it('has a contract once that opens meanwhile, and not the old one whose name it has', async () => {
    const early = { ...row, status: 'PreLaunch', preListingInfo: null };
    const old = { ...row, status: 'Closed', launchTime: '1500000000000' };
    await using talk = await exchangeAt(
      listing({ PreLaunch: [early], Trading: [{ ...row }], Closed: [old] }),
    );
    const { instruments, quarantined } = await talk.exchange.listInstruments({ markets: ['linear'] });
    expect(quarantined).toEqual([]);
    expect(instruments).toHaveLength(1);
    expect(instruments[0]).toMatchObject({ status: 'trading', listedAt: 1_585_526_400_000 });
  });

  it.each([
    ['no preListingInfo', { status: 'PreLaunch', preListingInfo: null }, 'pending'],
    ['an auction', { status: 'PreLaunch', preListingInfo: { curAuctionPhase: 'CallAuction' } }, 'pending'],
    ['trade', { status: 'PreLaunch', preListingInfo: { curAuctionPhase: 'ContinuousTrading' } }, 'trading'],
    ['an end', { status: 'PreLaunch', preListingInfo: { curAuctionPhase: 'Finished' } }, 'halted'],
  ])('before its launch, with %s', async (_, facts, status) => {
    await using talk = await exchangeAt(listing({ PreLaunch: [{ ...row, ...facts }] }));
    const { instruments } = await talk.exchange.listInstruments({ markets: ['linear'] });
    expect(instruments.map((instrument) => instrument.status)).toEqual([status]);
  });

  it.each([
    ['a linear contract', { symbol: 'ADAUSDT', settleCoin: 'USDT' }],
    ['a linear contract of before 2023', { symbol: 'ADAUSDT', settleCoin: undefined }],
    [
      'one in dollars that is called PERP',
      { symbol: 'BTCPERP', quoteCoin: 'USD', settleCoin: undefined },
      'USDC',
    ],
  ])('%s tells what it settles in', async (_, facts, settleAsset = 'USDT') => {
    await using talk = await exchangeAt(listing({ Trading: [{ ...row, ...facts }] }));
    const { instruments } = await talk.exchange.listInstruments({ markets: ['linear'] });
    expect(instruments.map((instrument) => instrument.settleAsset)).toEqual([settleAsset]);
  });

  it('has inverse contracts of before 2023, too, and rows without steps', async () => {
    const facts = {
      contractType: 'InversePerpetual',
      quoteCoin: 'USD',
      symbol: 'BTCUSD',
      settleCoin: undefined,
    };
    const bare = { ...row, ...facts, priceFilter: null, lotSizeFilter: undefined, status: 'Pending' };
    await using talk = await exchangeAt(listing({ Trading: [bare] }));
    const { instruments } = await talk.exchange.listInstruments({ markets: ['inverse'] });
    expect(instruments).toMatchObject([
      { settleAsset: 'BTC', tickSize: null, lotSize: null, status: 'pending' },
    ]);
  });

  it.each([
    ['a future without a date', { contractType: 'LinearFutures' }, 'a future without a delivery time'],
    ['a perpetual with one', { symbol: 'BTCUSDT-26JUN26' }, 'a perpetual contract whose name has a date'],
    [
      'an inverse row',
      { contractType: 'InversePerpetual' },
      'InversePerpetual in the listing of linear contracts',
    ],
    [
      'a linear one on itself',
      { settleCoin: 'BTC' },
      'of the category linear, but on BTC and settled in BTC',
    ],
    [
      'a linear one in dollars that does not tell what it settles in',
      { quoteCoin: 'USD', settleCoin: undefined },
      'a linear contract in USD that does not tell what it settles in',
    ],
    ['a new status', { status: 'Resting' }, 'unknown status "Resting"'],
  ])('quarantines %s', async (_, facts, reason) => {
    await using talk = await exchangeAt(listing({ Trading: [{ ...row, ...facts }] }));
    const { instruments, quarantined } = await talk.exchange.listInstruments({ markets: ['linear'] });
    expect(instruments).toEqual([]);
    expect(quarantined.map((each) => each.reason)).toEqual([reason]);
  });
});

it('says all that a row says', async () => {
  await using talk = await exchangeAt();
  const { instruments } = await talk.exchange.listInstruments();
  const told = (market: string, exchangeSymbol: string): unknown =>
    instruments.find((each) => each.market === market && each.exchangeSymbol === exchangeSymbol);
  // A perpetual contract that will be delisted: it trades, and says until when.
  expect(told('linear', 'HIFIUSDT')).toMatchObject({
    status: 'trading',
    expiresAt: Date.UTC(2026, 6, 15, 9),
    listedAt: 1_585_526_400_000,
    tickSize: '0.10',
    lotSize: '0.001',
    contractSize: '1',
  });
  expect(told('linear', 'BTC-26JUN26')).toMatchObject({
    quoteAsset: 'USDC',
    settleAsset: 'USDC',
    expiresAt: Date.UTC(2026, 5, 26, 8),
  });
  expect(told('linear', 'SHIB1000USDT')).toMatchObject({ underlyingAsset: 'SHIB', baseMultiplier: '1000' });
  expect(told('linear', '1000PEPEUSDT')).toMatchObject({ underlyingAsset: 'PEPE', baseMultiplier: '1000' });
  expect(told('spot', '1INCHUSDT')).toMatchObject({ underlyingAsset: '1INCH', baseMultiplier: '1' });
  expect(told('spot', 'BTCUSDT')).toMatchObject({
    tickSize: '0.1',
    lotSize: '0.000001',
    contractSize: null,
    listedAt: null,
    expiresAt: null,
  });
});

describe('the listing of pairs', () => {
  const answered = (facts: object): SimulatedAnswer => ({
    body: { retCode: 0, retMsg: 'OK', result: { category: 'spot', list: [{ ...SPOT[0], ...facts }] } },
  });

  it('has the word for trade of before March 2023, and rows without steps', async () => {
    await using talk = await exchangeAt(() =>
      answered({ status: '1', priceFilter: undefined, lotSizeFilter: {} }),
    );
    const { instruments } = await talk.exchange.listInstruments({ markets: ['spot'] });
    expect(instruments).toMatchObject([{ status: 'trading', tickSize: null, lotSize: null }]);
  });

  it.each(['contractType', 'optionsType', 'settleCoin'])(
    'takes no row with a %s for a pair',
    async (name) => {
      await using talk = await exchangeAt(() => answered({ [name]: 'Put' }));
      const { instruments, quarantined } = await talk.exchange.listInstruments({ markets: ['spot'] });
      expect(instruments).toEqual([]);
      expect(quarantined.map(({ reason }) => reason)).toEqual([`not a spot pair: it has a ${name}`]);
    },
  );
});
