import { startReplayServer } from '@marketloom/adapter-testkit';
import type { Interval, KlinePage } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import definition from './definition.ts';
import { instrumentOf } from './fixtures/instrument.ts';
import { DirectTransport } from '@marketloom/testing';

const MINUTE = 60_000;
const start = Date.UTC(2017, 7, 11, 10);

/** Candles as the adapter reads them from a server that gives one answer at one path, and 404 at all others. */
async function pagesOf(
  recorded: { readonly url: string; readonly text: string },
  asked: { readonly symbol: string; readonly interval: Interval; readonly minutes: number },
): Promise<{ readonly pages: KlinePage[]; readonly warnings: string[] }> {
  await using server = await startReplayServer([recorded]);
  const warnings: string[] = [];
  const silent = (): void => {};
  const exchange = definition.create({
    configuration: { spot_url: server.url, futures_url: server.url },
    transport: new DirectTransport(),
    instruments: [instrumentOf('XBTUSD', 'BTC-USD-SPOT'), instrumentOf('PF_XBTUSD', 'BTC-USD-PERP')],
    logger: { debug: silent, info: silent, warn: (message) => warnings.push(message), error: silent },
  });
  const { symbol, interval, minutes } = asked;
  const range = { start, end: start + minutes * MINUTE };
  const pages = await Array.fromAsync(exchange.fetchKlines({ symbol, interval, ...range }));
  await exchange.close();
  return { pages, warnings };
}

const timesOf = (pages: readonly KlinePage[]): number[] =>
  pages.flatMap(({ klines }) => [...klines.columns.openTime]).map((time) => (time - start) / MINUTE);

describe('an address that serves OHLC alone', () => {
  const row = (minute: number): string =>
    `[${(start + minute * MINUTE) / 1000},"3450.1","3450.3","3450.0","3450.2","3450.1","1.50000000",3]`;
  const answer = (minutes: readonly number[]) => ({
    url: 'https://api.kraken.com/0/public/OHLC',
    text: `{"error":[],"result":{"XXBTZUSD":[${minutes.map(row).join()}],"last":${start / 1000}}}`,
  });
  const asked = { symbol: 'BTC-USD-SPOT', interval: '1m' } as const;

  it('has what is in it, however old, but for the candle that was open', async () => {
    const { pages, warnings } = await pagesOf(answer([0, 1, 2, 3]), { ...asked, minutes: 4 });
    expect(timesOf(pages)).toEqual([0, 1, 2]);
    expect(pages.map(({ range }) => range)).toEqual([{ start, end: start + 3 * MINUTE }]);
    expect(warnings).toEqual(['kraken: /0/public/Time tells no time, so that our clock counts']);
  });

  it('is no proof that there is nothing before it', async () => {
    const all = Array.from({ length: 720 }, (_, minute) => minute + 5);
    await expect(pagesOf(answer(all), { ...asked, minutes: 100 })).rejects.toMatchObject({
      kind: 'invalidRequest',
      message: expect.stringContaining('/0/public/Trades') as string,
    });
  });
});

it('an address that serves charts alone has their candles', async () => {
  const candle = (hour: number): string =>
    `{"time":${start + hour * 60 * MINUTE},"open":"84406","high":84924,"low":"84009.5","close":"84476","volume":"25.9050"}`;
  const recorded = {
    url: 'https://futures.kraken.com/api/charts/v1/trade/PF_XBTUSD/1h',
    text: `{"candles":[${[0, 1, 2].map(candle).join()}],"more_candles":false}`,
  };
  const asked = { symbol: 'BTC-USD-PERP', interval: '1h', minutes: 180 } as const;
  const { pages } = await pagesOf(recorded, asked);
  expect(timesOf(pages)).toEqual([0, 60, 120]);
  expect(pages[0]?.klines.columns.high).toEqual(['84924', '84924', '84924']);
});
