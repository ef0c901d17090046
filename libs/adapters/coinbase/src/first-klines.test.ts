import type { Transport, TransportRequest } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import definition from './definition.ts';
import { instrumentOf } from './fixtures/instrument.ts';

const MINUTE = 60_000;
const LONGER_SINCE = Date.UTC(2015, 6, 20);

/** Candles as they are said to begin: those longer than a minute not before the 20th of July 2015. */
class Beginning implements Transport {
  readonly asked: string[] = [];
  readonly #first: number;

  constructor(first: number) {
    this.#first = first;
  }

  async send<T>(request: TransportRequest<T>): Promise<T> {
    const url = new URL(request.url);
    this.asked.push(url.pathname);
    const text =
      url.pathname === '/time' ? '{"iso":"2026-05-13T12:00:00Z"}' : this.#candles(url.searchParams);
    const body = new TextEncoder().encode(text);
    const answer = { status: 200, headers: {}, body, sentAt: 0, receivedAt: 0, text: () => text };
    return Promise.resolve(request.decode(answer));
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  #candles(query: URLSearchParams): string {
    const step = Number(query.get('granularity')) * 1000;
    const begins = step === MINUTE ? this.#first : Math.max(this.#first, LONGER_SINCE);
    const rows: string[] = [];
    const start = Date.parse(query.get('start') ?? '');
    for (
      let end = Date.parse(query.get('end') ?? ''), time = end - (end % step);
      time >= start;
      time -= step
    ) {
      // Of minutes few have a trade.
      const isTraded = step > MINUTE || time === this.#first || time % (400 * MINUTE) === 0;
      if (isTraded && time + step > begins) rows.push(`[${time / 1000},1,2,1,2,3]`);
    }
    return `[${rows.join()}]`;
  }
}

const exchangeFor = (transport: Transport) =>
  definition.create({ transport, instruments: [instrumentOf('BTC-USD')] });
const symbol = 'BTC-USD-SPOT';

describe('a product that is older than the longer candles', () => {
  const first = Date.UTC(2015, 0, 20, 18, 13);

  it('begins with its first minute', async () => {
    const exchange = exchangeFor(new Beginning(first));
    expect(await exchange.firstKlineOpenTime({ symbol, interval: '1m' })).toBe(first);
    expect(await exchange.firstKlineOpenTime({ symbol, interval: '1d' })).toBe(LONGER_SINCE);
  });

  it.each([
    ['before them', Date.UTC(2015, 0, 1), Date.UTC(2015, 0, 22)],
    ['in them', Date.UTC(2015, 6, 16), Date.UTC(2015, 6, 22)],
  ])('has every minute of a range that ends %s', async (_, start, end) => {
    const exchange = exchangeFor(new Beginning(first));
    const pages = await Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1m', start, end }));
    const times = pages.flatMap(({ klines }) => [...klines.columns.openTime]);
    const due = start <= first ? [first] : [];
    for (let time = 0; time < end; time += 400 * MINUTE) {
      if (time >= Math.max(start, first)) due.push(time);
    }
    expect(times).toEqual(due);
    expect(pages.at(-1)?.range.end).toBe(end);
  });
});

it('a product that began later is looked for in no minute before that', async () => {
  const first = Date.UTC(2021, 5, 17, 16, 8);
  const transport = new Beginning(first);
  expect(await exchangeFor(transport).firstKlineOpenTime({ symbol, interval: '1m' })).toBe(first);
  expect(transport.asked.length).toBeLessThan(20);
});
