import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual } from './fixtures/instruments.ts';
import { startLoopback } from './fixtures/loopback.ts';

const OVER = Date.UTC(2022, 4, 13);
const TO_COME = Date.UTC(2099, 0, 1);

/** As exchangeInfo goes on showing perpetual contracts long after their delisting. */
const contract = (symbol: string, change: object): object => ({
  ...(linearPerpetual.raw as object),
  symbol,
  baseAsset: symbol.replace('USDT', ''),
  ...change,
});

test('a contract that was halted for a delivery whose time is over is delisted', async () => {
  const linear = [
    contract('GONEUSDT', { status: 'SETTLING', deliveryDate: OVER }),
    contract('GOINGUSDT', { status: 'SETTLING', deliveryDate: TO_COME }),
    contract('PAUSEUSDT', { status: 'SETTLING' }),
    contract('STAYSUSDT', { status: 'TRADING', deliveryDate: OVER }),
  ];
  const inverse = {
    ...(inversePerpetual.raw as object),
    contractType: 'PERPETUAL DELIVERING',
    contractStatus: 'DELIVERING',
    deliveryDate: OVER,
  };
  await using server = await startLoopback(({ path }) => ({
    json: { symbols: path.startsWith('/dapi') ? [inverse] : linear },
  }));
  const exchange = exchangeAt(server.url, { known: [] });
  const { instruments } = await exchange.listInstruments({ markets: ['usdm', 'coinm'] });
  expect(instruments.map(({ exchangeSymbol, status }) => [exchangeSymbol, status])).toEqual([
    ['GONEUSDT', 'delisted'],
    ['GOINGUSDT', 'halted'],
    ['PAUSEUSDT', 'halted'],
    ['STAYSUSDT', 'trading'],
    ['BTCUSD_PERP', 'delisted'],
  ]);
  expect(await exchange.tradingStatus('GONE-USDT-PERP')).toBe('delisted');
});
