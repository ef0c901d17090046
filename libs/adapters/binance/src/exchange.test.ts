import { type Instrument, UnknownSymbolError } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { DirectTransport } from '@marketloom/testing';
import { exchangeAt } from './fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from './fixtures/instruments.ts';
import { type Answer, type Asked, startLoopback } from './fixtures/loopback.ts';

const delisting = {
  ...(linearPerpetual.raw as object),
  symbol: 'OLDUSDT',
  baseAsset: 'OLD',
  status: 'SETTLING',
};
const strange = { ...(linearPerpetual.raw as object), symbol: 'ODDUSDT', contractType: 'NEXT_CENTURY' };

const listings: Readonly<Record<string, Answer>> = {
  '/api/v3/exchangeInfo': { json: { symbols: [spotPair.raw] } },
  '/fapi/v1/exchangeInfo': {
    json: { symbols: [linearPerpetual.raw, delisting, strange, 7, linearPerpetual.raw] },
  },
  '/dapi/v1/exchangeInfo': { json: { symbols: [inversePerpetual.raw] } },
};
const list = ({ path }: Asked): Answer => listings[path] ?? { status: 404, json: {} };

test('all markets are listed; what cannot be classified is told, with the reason and the row', async () => {
  await using server = await startLoopback(list);
  const logged: string[] = [];
  const logger = {
    debug: (text: string) => logged.push(text),
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const exchange = exchangeAt(server.url, { known: [], logger });
  const listing = await exchange.listInstruments();
  expect(listing.markets).toEqual(['spot', 'usdm', 'coinm']);
  expect(listing.instruments.map(({ symbol }) => symbol.toString())).toEqual([
    'BTC-USDT-SPOT',
    'BTC-USDT-PERP',
    'OLD-USDT-PERP',
    'BTC-USD-PERP:BTC',
  ]);
  expect(listing.quarantined).toMatchObject([
    {
      market: 'usdm',
      exchangeSymbol: 'ODDUSDT',
      reason: 'unknown contractType "NEXT_CENTURY"',
      raw: strange,
    },
    { market: 'usdm', exchangeSymbol: null, raw: 7 },
    {
      market: 'usdm',
      exchangeSymbol: 'BTCUSDT',
      reason: 'BTCUSDT is listed a second time in the usdm market',
    },
  ]);
  expect(logged).toHaveLength(3);
});

test('a listing that is none, or a market that there is not', async () => {
  await using server = await startLoopback(() => ({ json: { symbols: {} } }));
  const exchange = exchangeAt(server.url, { known: [] });
  await expect(exchange.listInstruments({ markets: ['spot'] })).rejects.toMatchObject({
    kind: 'badResponse',
    path: '$.symbols',
  });
  await expect(exchange.listInstruments({ markets: ['options'] })).rejects.toMatchObject({
    kind: 'unsupportedCapability',
  });
});

test('known instruments need no listing; unknown ones are looked for, with suggestions', async () => {
  await using server = await startLoopback((asked) =>
    asked.path.endsWith('/depth') ? { json: { lastUpdateId: 1, bids: [['1', '1']], asks: [] } } : list(asked),
  );
  const known = exchangeAt(server.url);
  await known.fetchOrderBookSnapshot({ symbol: 'BTC-USDT-PERP' });
  expect(server.asked.map(({ path }) => path)).toEqual(['/fapi/v1/depth']);
  const unknown = exchangeAt(server.url, { known: [] });
  const book = await unknown.fetchOrderBookSnapshot({ symbol: 'BTC-USD-PERP' });
  expect(book.instrument.exchangeSymbol).toBe('BTCUSD_PERP');
  const failure = await unknown
    .fetchOrderBookSnapshot({ symbol: 'BTC-UDST-PERP' })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnknownSymbolError);
  expect((failure as UnknownSymbolError).suggestions).toContain('BTC-USDT-PERP');
});

test('names in other scripts reach the exchange as they are', async () => {
  const life: Instrument = { ...spotPair, exchangeSymbol: '币安人生USDT' };
  await using server = await startLoopback(() => ({
    json: { lastUpdateId: 1, bids: [['1', '1']], asks: [] },
  }));
  await exchangeAt(server.url, { known: [life] }).fetchOrderBookSnapshot({ symbol: life });
  expect(server.asked[0]?.query.get('symbol')).toBe('币安人生USDT');
});

test('the spot market tells the status of one pair', async () => {
  let status: string | null = 'BREAK';
  await using server = await startLoopback(() =>
    status === null
      ? { status: 400, json: { code: -1121, msg: 'Invalid symbol.' } }
      : { json: { symbols: [{ ...(spotPair.raw as object), status }] } },
  );
  const exchange = exchangeAt(server.url);
  expect(await exchange.tradingStatus(spotPair)).toBe('halted');
  expect(server.asked[0]?.query.get('symbol')).toBe('BTCUSDT');
  status = 'TRADING';
  expect(await exchange.tradingStatus('BTC-USDT-SPOT')).toBe('trading');
  status = 'ODD';
  await expect(exchange.tradingStatus(spotPair)).rejects.toMatchObject({ kind: 'badResponse' });
  status = null;
  expect(await exchange.tradingStatus(spotPair)).toBe('delisted');
});

test('the futures markets tell the status of all contracts at once', async () => {
  await using server = await startLoopback(list);
  const exchange = exchangeAt(server.url);
  expect(await exchange.tradingStatus(linearPerpetual)).toBe('trading');
  expect(await exchange.tradingStatus({ ...linearPerpetual, exchangeSymbol: 'OLDUSDT' })).toBe('halted');
  expect(await exchange.tradingStatus({ ...linearPerpetual, exchangeSymbol: 'GONEUSDT' })).toBe('delisted');
  expect(server.asked).toHaveLength(1);
});

test('an instrument of no market of ours is refused', async () => {
  const exchange = exchangeAt('http://127.0.0.1:1');
  await expect(exchange.tradingStatus({ ...spotPair, market: 'options' })).rejects.toMatchObject({
    kind: 'unsupportedCapability',
  });
});

test('requests name their budget: address, market, share of the limit', async () => {
  await using server = await startLoopback(list);
  const transport = new DirectTransport();
  await exchangeAt(server.url, { transport, known: [] }).listInstruments();
  expect(transport.requests.map(({ budget, weight }) => ({ ...budget, weight }))).toEqual(
    [
      ['spot', 5400, 20],
      ['usdm', 2160, 1],
      ['coinm', 2160, 1],
    ].map(([market, capacity, weight]) => ({
      id: `${server.url} ${market}`,
      capacity,
      windowMs: 60_000,
      usedWeightHeader: 'x-mbx-used-weight-1m',
      weight,
    })),
  );
});
