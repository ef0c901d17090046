import { describe, expect, it } from 'vitest';
import { instrument } from './fixtures/instrument.ts';
import {
  type Instrument,
  InstrumentCache,
  InvalidRequestError,
  NetworkError,
  systemClock,
  UnknownSymbolError,
} from './index.ts';

const bitcoin = instrument('BTC-USDT-SPOT');
const ether = instrument('ETH-USDT-SPOT');

/** A cache and an exchange that counts how often it is asked for its listing. */
function setUp(listed: readonly Instrument[] = [bitcoin, ether]) {
  let time = 1_700_000_000_000;
  const asked: PromiseWithResolvers<void>[] = [];
  const cache = new InstrumentCache({ clock: { ...systemClock, now: () => time } });
  const options = {
    exchange: 'test',
    operation: 'fetchKlines',
    list: async () => {
      const answer = Promise.withResolvers<void>();
      asked.push(answer);
      await answer.promise;
      return { instruments: listed, failures: [] };
    },
  };
  return {
    cache,
    asked,
    options,
    wait: (ms: number) => {
      time += ms;
    },
    answer: async () => {
      // Who asks again after a failure does so a few turns later.
      await new Promise((resolve) => setImmediate(resolve));
      asked.at(-1)?.resolve();
    },
  };
}

describe('InstrumentCache.resolve', () => {
  it('asks for no listing when the symbol is known', async () => {
    const { cache, asked, options } = setUp();
    cache.add([bitcoin]);
    await expect(cache.resolve('BTC-USDT-SPOT', options)).resolves.toBe(bitcoin);
    await expect(cache.resolve(bitcoin, options)).resolves.toBe(bitcoin);
    expect(asked).toHaveLength(0);
  });

  it('asks once for all who wait, and knows them after', async () => {
    const { cache, asked, options, answer } = setUp();
    const resolved = Promise.all(
      ['BTC-USDT-SPOT', 'ETH-USDT-SPOT', 'btc-usdt-spot'].map((symbol) => cache.resolve(symbol, options)),
    );
    await answer();
    await expect(resolved).resolves.toEqual([bitcoin, ether, bitcoin]);
    expect(asked).toHaveLength(1);
    await cache.resolve('ETH-USDT-SPOT', options);
    expect(asked).toHaveLength(1);
  });

  it('lets one fail alone: the next who waits asks for itself', async () => {
    const { cache, asked, options, answer } = setUp();
    const failing = cache.resolve('BTC-USDT-SPOT', options);
    const waiting = cache.resolve('ETH-USDT-SPOT', options);
    const failure = new NetworkError('connection reset', options);
    asked[0]?.reject(failure);
    await expect(failing).rejects.toBe(failure);
    await answer();
    await expect(waiting).resolves.toBe(ether);
    expect(asked).toHaveLength(2);
  });

  it('names the nearest symbols of one that the exchange does not have', async () => {
    const { cache, options, answer } = setUp();
    const resolved = cache.resolve('BTC-USDC-SPOT', options);
    await answer();
    await expect(resolved).rejects.toThrow(
      'test: fetchKlines: unknown symbol BTC-USDC-SPOT; did you mean BTC-USDT-SPOT?',
    );
    await expect(resolved).rejects.toBeInstanceOf(UnknownSymbolError);
  });

  it('believes a listing for a minute, and asks again after', async () => {
    const { cache, asked, options, answer, wait } = setUp();
    const first = cache.resolve('XRP-USDT-SPOT', options);
    await answer();
    await expect(first).rejects.toBeInstanceOf(UnknownSymbolError);
    wait(59_999);
    await expect(cache.resolve('ADA-USDT-SPOT', options)).rejects.toBeInstanceOf(UnknownSymbolError);
    expect(asked).toHaveLength(1);
    wait(1);
    const second = cache.resolve('ADA-USDT-SPOT', options);
    await answer();
    await expect(second).rejects.toBeInstanceOf(UnknownSymbolError);
    expect(asked).toHaveLength(2);
  });

  it('gives the reason of a market that did not answer, rather than call the symbol unknown', async () => {
    const { cache, options } = setUp();
    const error = new NetworkError('connection refused', options);
    const list = async () => ({ instruments: [bitcoin], failures: [{ market: 'other', error }] });
    await expect(cache.resolve('BTC-USDT-SPOT', { ...options, list })).resolves.toBe(bitcoin);
    await expect(cache.resolve('BTC-USDT-PERP', { ...options, list })).rejects.toBe(error);
    // Such a listing is not believed: the market may be back.
    const whole = async () => ({ instruments: [instrument('BTC-USDT-PERP')], failures: [] });
    await expect(cache.resolve('BTC-USDT-PERP', { ...options, list: whole })).resolves.toHaveProperty(
      'exchangeSymbol',
      'BTCUSDTPERP',
    );
  });

  it('asks for a listing although others were handed in', async () => {
    const { cache, options, answer } = setUp();
    cache.add([ether]);
    const resolved = cache.resolve('BTC-USDT-SPOT', options);
    await answer();
    await expect(resolved).resolves.toBe(bitcoin);
  });

  it('refuses what is no symbol, with what may have been meant', async () => {
    const { cache, asked, options } = setUp();
    cache.add([bitcoin]);
    const resolved = cache.resolve('BTCUSDT', options);
    await expect(resolved).rejects.toThrow(/shape: it needs two hyphens.*did you mean BTC-USDT-SPOT\?$/);
    await expect(resolved).rejects.toBeInstanceOf(InvalidRequestError);
    await expect(resolved).rejects.toHaveProperty('cause.part', 'shape');
    expect(asked).toHaveLength(0);
  });

  it('refuses an instrument of another exchange', async () => {
    const { cache, options } = setUp();
    const foreign = { ...bitcoin, exchange: 'elsewhere' };
    await expect(cache.resolve(foreign, options)).rejects.toThrow(
      'test: fetchKlines: BTC-USDT-SPOT given is an instrument of elsewhere',
    );
  });
});
