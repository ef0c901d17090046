import { describe, expect, it, vi } from 'vitest';
import { instrument } from './fixtures/instrument.ts';
import {
  buildListing,
  ExchangeInterface,
  type InstrumentListing,
  type InstrumentStatus,
  type KlinePage,
  type ListInstrumentsOptions,
  type OrderBookSnapshot,
  type ServerTime,
} from './index.ts';

const bitcoin = instrument('BTC-USDT-SPOT');

/** The least that an adapter can be. */
class LeastExchange extends ExchangeInterface {
  readonly id = 'test';
  readonly markets = ['main'];
  readonly capabilities = {};
  readonly asked = vi.fn<(options: ListInstrumentsOptions) => void>();

  async listInstruments(options: ListInstrumentsOptions = {}): Promise<InstrumentListing> {
    this.asked(options);
    const parts = { exchange: this.id, markets: this.markets, quarantined: [], retrievedAt: 0 };
    return buildListing({ ...parts, instruments: [bitcoin] });
  }

  async tradingStatus(
    symbol: string,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<InstrumentStatus> {
    return (await this.resolveInstrument(symbol, 'tradingStatus', options)).status;
  }

  async *fetchKlines(): AsyncIterable<KlinePage> {}

  async firstKlineOpenTime(): Promise<null> {
    return null;
  }

  fetchOrderBookSnapshot(): Promise<OrderBookSnapshot> {
    return Promise.reject(new Error('no books here'));
  }

  async serverTime(): Promise<ServerTime> {
    return { serverTime: 0, offsetMs: 0, roundTripMs: 0 };
  }

  async close(): Promise<void> {}
}

describe('ExchangeInterface', () => {
  it('lists instruments for a symbol that it does not know, with the signal of the call', async () => {
    const exchange = new LeastExchange();
    const { signal } = new AbortController();
    await expect(exchange.tradingStatus('BTC-USDT-SPOT', { signal })).resolves.toBe('trading');
    expect(exchange.asked.mock.calls).toEqual([[{ signal }]]);
  });

  it('needs no listing for what was handed in', async () => {
    const exchange = new LeastExchange();
    exchange.useInstruments([{ ...bitcoin, status: 'halted' }]);
    await expect(exchange.tradingStatus('BTC-USDT-SPOT')).resolves.toBe('halted');
    expect(exchange.asked).not.toHaveBeenCalled();
  });

  it('has no archive unless it says so', () => {
    expect(new LeastExchange().klineArchive).toBeNull();
  });

  it('has no stream of order books unless it says so', () => {
    expect(() => new LeastExchange().streamOrderBooks({ symbols: ['BTC-USDT-SPOT'] })).toThrow(
      'test: streamOrderBooks: there is no stream of order books',
    );
  });

  it('says what was being done when there is no such symbol', async () => {
    await expect(new LeastExchange().tradingStatus('BTC-EUR-SPOT')).rejects.toThrow(
      'test: tradingStatus: unknown symbol BTC-EUR-SPOT; did you mean BTC-USDT-SPOT?',
    );
  });
});
