import { type Instrument, systemClock, type Transport } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import { expect, it } from 'vitest';
import { defineAdapter } from '../define-adapter.ts';
import { wholeRows } from '../fixtures/whole-rows.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2024, 0, 1, 12);

const symbol = SymbolRepresentation.parse('BTC-USD-SPOT');
const instrument: Instrument = {
  exchange: 'toy',
  market: 'spot',
  exchangeSymbol: 'BTC-USD',
  symbol,
  baseAsset: 'BTC',
  quoteAsset: 'USD',
  settleAsset: 'USD',
  type: 'SPOT',
  status: 'trading',
  tickSize: null,
  lotSize: null,
  contractSize: null,
  underlyingAsset: 'BTC',
  baseMultiplier: '1',
  expiresAt: null,
  listedAt: null,
  raw: {},
};

const toy = defineAdapter({
  id: 'toy',
  name: 'Toy',
  configuration: { url: { kind: 'url', default: 'http://127.0.0.1', description: 'Root address.' } },
  settleDelay: '0s',
  refusals: { throwIfRefused: () => {} },
  markets: [
    {
      id: 'spot',
      urlKey: 'url',
      budget: { name: 'public', capacity: 600, windowMs: MINUTE },
      opened: 0,
      time: { path: '/time', read: (answer) => answer.integer() },
      listing: () => Promise.reject(new Error('nothing is listed')),
      klines: [
        {
          dialect: {
            ...wholeRows,
            path: '/candles',
            history: { kind: 'candles', count: 10 },
            quietIntervals: 'omitted',
          },
        },
      ],
      orderBook: {
        depths: { kind: 'upTo', maximum: 1 },
        defaultDepth: 1,
        sizeUnit: 'base',
        omits: [],
        request: () => ({ path: '/book' }),
        read: () => {
          throw new Error('there is no book');
        },
      },
    },
  ],
});

it.each([
  ['in time', 0, [[-8, -1]]],
  ['late', 3, [{ kind: 'badResponse', range: { start: NOW - 8 * MINUTE, end: NOW - 5 * MINUTE } }]],
])('what an endpoint of the newest candles alone lacks when it answers %s', async (_, late, told) => {
  let passed = 0;
  const row = [NOW - 2 * MINUTE, '1', '1', '1', '1', '1', NOW - MINUTE - 1, '1', 1, '1', '1', '0'];
  const transport: Transport = {
    send: (request) => {
      const isTime = request.url.endsWith('/time');
      if (!isTime) passed = late * MINUTE;
      const text = isTime ? String(NOW) : JSON.stringify([row]);
      const body = new TextEncoder().encode(text);
      const answer = { status: 200, headers: {}, body, sentAt: NOW, receivedAt: NOW, text: () => text };
      return Promise.resolve(request.decode(answer));
    },
    close: () => Promise.resolve(),
  };
  const clock = { ...systemClock, now: () => NOW + passed, monotonic: () => passed };
  const exchange = toy.create({ transport, clock, instruments: [instrument] });
  const seen: unknown[] = [];
  try {
    const range = { start: NOW - 20 * MINUTE, end: NOW - MINUTE };
    for await (const page of exchange.fetchKlines({ symbol, interval: '1m', ...range }))
      seen.push([page.range.start - NOW, page.range.end - NOW].map((time) => time / MINUTE));
  } catch (error) {
    seen.push(error);
  }
  expect(seen).toMatchObject(told);
});
