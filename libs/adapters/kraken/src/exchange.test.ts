import { floorToInterval, shiftOpenTime, UnsupportedCapabilityError } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { LISTED_AT, NOW, withKraken } from './fixtures/kraken-at.ts';
import { recentFrom } from './recent-klines.ts';

const MINUTE = 60_000;
const open = floorToInterval(NOW, '1m');

/** A row of OHLC that opens so many minutes before the one that is open. */
const row = (minutesBack: number, count: number, price = '3450.001'): unknown[] => [
  (open - minutesBack * MINUTE) / 1000,
  price,
  price,
  price,
  price,
  count === 0 ? '0.000' : price,
  count === 0 ? '0.00000000' : '1.00000000',
  count,
];

const answer = (rows: readonly unknown[]) => ({
  kind: 'answer' as const,
  answer: { body: { error: [], result: { XXBTZUSD: rows, last: open / 1000 - 60 } } },
});

describe('spot', () => {
  it('rows without a trade are no candles, since trades cannot tell of them', async () => {
    await withKraken(async ({ exchange, server, named }) => {
      server.disturb(({ path }) =>
        path.endsWith('/OHLC') ? answer([row(12, 3), row(11, 0), row(10, 2), row(9, 0), row(0, 1)]) : null,
      );
      const range = { start: open - 12 * MINUTE, end: open - 8 * MINUTE };
      const pages = await Array.fromAsync(
        exchange.fetchKlines({ symbol: named('XBTUSD'), interval: '1m', ...range }),
      );
      expect(pages.map((page) => page.range)).toEqual([range]);
      expect(pages[0]?.klines.columns.openTime).toEqual([open - 12 * MINUTE, open - 10 * MINUTE]);
    });
  });

  it('the last row is open, whatever its time: what follows it is told by trades', async () => {
    await withKraken(async ({ exchange, server, named }) => {
      server.disturb(({ path }) => (path.endsWith('/OHLC') ? answer([row(40, 3), row(30, 2)]) : null));
      const range = { start: open - 40 * MINUTE, end: open - 10 * MINUTE };
      const pages = await Array.fromAsync(
        exchange.fetchKlines({ symbol: named('XBTUSD'), interval: '1m', ...range }),
      );
      expect(pages[0]?.range).toEqual({ start: range.start, end: open - 30 * MINUTE });
      expect(pages[0]?.klines.columns.openTime).toEqual([open - 40 * MINUTE]);
      expect(pages.at(-1)?.range.end).toBe(range.end);
      expect(server.requests.some(({ path }) => path.endsWith('/Trades'))).toBe(true);
    });
  });

  it('an answer that came so late that its beginning is cut off is made up for by trades', async () => {
    await withKraken(async ({ exchange, server, named }) => {
      const later = Array.from({ length: 720 }, (_, index) => row(519 - index, 1));
      server.disturb(({ path }) => (path.endsWith('/OHLC') ? answer(later) : null));
      const start = recentFrom(NOW, '1m');
      const pages = await Array.fromAsync(
        exchange.fetchKlines({ symbol: named('XBTUSD'), interval: '1m', start, end: open }),
      );
      const seam = recentFrom(open + 200 * MINUTE, '1m');
      expect(pages.map((page) => page.range.end)).toContain(seam);
      expect(pages[0]?.range.start).toBe(start);
      expect(pages.at(-1)?.range).toEqual({ start: seam, end: open });
    });
  });

  it('quiet years cost few requests, however small the windows', async () => {
    await withKraken(async ({ exchange, server, named }) => {
      const symbol = named('XBTUSD');
      const start = shiftOpenTime(open, '1m', -60_000);
      let position = start;
      for (let windows = 0; windows < 20 && position < start + 20 * 720 * MINUTE; windows += 1) {
        const end = position + 720 * MINUTE;
        const pages = await Array.fromAsync(
          exchange.fetchKlines({ symbol, interval: '1m', start: position, end }),
        );
        position = pages.at(-1)?.range.end ?? end;
      }
      const trades = server.requests.filter(({ path }) => path.endsWith('/Trades'));
      const read = trades.reduce((sum, { query }) => sum + (query.get('count') === '1000' ? 1 : 0), 0);
      expect(read).toBeLessThan(12);
    });
  });

  it('the first candle is that of the first trade, and takes one request', async () => {
    await withKraken(async ({ exchange, server, named }) => {
      const first = await exchange.firstKlineOpenTime({ symbol: named('XBTUSD'), interval: '1h' });
      expect(first).toBe(floorToInterval(LISTED_AT, '1h'));
      expect(server.requests.filter(({ path }) => path.endsWith('/Trades'))).toHaveLength(1);
    });
  });

  it('has all of history, though OHLC has not', async () => {
    await withKraken(async ({ exchange }) => {
      const klines = exchange.capabilities['spot']?.klines;
      expect(klines?.history).toEqual({ kind: 'full' });
      expect(klines?.omits).toEqual(['takerBuyVolume', 'takerBuyQuoteVolume']);
      await Promise.resolve();
    });
  });
});

describe('futures', () => {
  it('what shares base and quote is told apart by what it settles in', async () => {
    await withKraken(async ({ exchange, named }) => {
      const { collisions } = await exchange.listInstruments();
      expect(collisions).toEqual([]);
      for (const name of ['PF_XBTUSD', 'PI_XBTUSD', 'FF_XBTUSD_261225', 'FI_XBTUSD_261225']) {
        const { symbol } = named(name);
        const request = { symbol: symbol.toString(), depth: 1 };
        const { instrument } = await exchange.fetchOrderBookSnapshot(request);
        expect(instrument.exchangeSymbol).toBe(name);
      }
    });
  });

  it.each(['PI_XBTUSD', 'FI_XBTUSD_261225'])(
    'the contracts of 1 USD of %s are a quote volume',
    async (name) => {
      await withKraken(async ({ exchange, server, named }) => {
        const hour = floorToInterval(NOW, '1h') - 7_200_000;
        const candle = {
          time: hour,
          open: '3450.5',
          high: '3451',
          low: '3450',
          close: '3450.5',
          volume: '70123',
        };
        server.disturb(({ path }) =>
          path.startsWith('/api/charts/')
            ? { kind: 'answer', answer: { body: { candles: [candle], more_candles: false } } }
            : null,
        );
        const request = { symbol: named(name), interval: '1h', start: hour, end: hour + 3_600_000 } as const;
        const pages = await Array.fromAsync(exchange.fetchKlines(request));
        expect(pages.map(({ klines }) => [klines.columns.quoteVolume, klines.columns.volume])).toEqual([
          [['70123'], null],
        ]);
      });
    },
  );

  it('candles of a linear contract of another size are refused: what their volume counts is not known', async () => {
    await withKraken(async ({ exchange, named }) => {
      const symbol = { ...named('PF_XBTUSD'), contractSize: '10' };
      const request = { symbol, interval: '1h', start: NOW - 7_200_000, end: NOW } as const;
      const asked = Array.fromAsync(exchange.fetchKlines(request));
      await expect(asked).rejects.toThrow(UnsupportedCapabilityError);
      await expect(asked).rejects.toThrow('contracts of 10 BTC, or BTC');
    });
  });
});
