import { startSimulatedServer } from '@marketloom/adapter-testkit';
import {
  type Interval,
  type KlinePage,
  shiftOpenTime,
  systemClock,
  floorToInterval,
} from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import definition from './definition.ts';
import { LISTED_AT, withExchange } from './fixtures/running.ts';
import { simulation } from './fixtures/simulation.ts';

const HOUR = 3_600_000;
const pathsOf = (requests: readonly { readonly path: string }[]): string[] =>
  requests.map(({ path }) => path.replace('/api/v5/market/', '')).filter((path) => path.endsWith('candles'));
const opensOf = (pages: readonly KlinePage[]): number[] =>
  pages.flatMap(({ klines }) => [...klines.openTimes]);
const every = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) / HOUR }, (_, index) => from + index * HOUR);

const symbol = 'BTC-USDT-PERP';
const START = Date.UTC(2021, 2, 1);
const now = floorToInterval(Date.now(), '1h');

describe('klines', () => {
  it('come from the history up to where the other endpoint reaches, with no gap and no double at the seam', async () => {
    await withExchange(async (exchange, server) => {
      const range = { start: now - 1500 * HOUR, end: now - 1300 * HOUR };
      const pages = await Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1h', ...range }));
      expect(opensOf(pages)).toEqual(every(range.start, range.end));
      expect(pathsOf(server.requests)).toEqual(['history-candles', 'candles']);
    });
  });

  it('come whole where a page of the history holds fewer rows than are asked for', async () => {
    await withExchange(async (exchange, server) => {
      server.disturb((request) => {
        if (!request.path.endsWith('/history-candles')) return null;
        const { body } = server.simulation.answer(request) as { body: { data: unknown[] } };
        return { kind: 'answer', answer: { body: { ...body, data: body.data.slice(0, 100) } } };
      });
      const range = { start: now - 2100 * HOUR, end: now - 1800 * HOUR };
      const pages = await Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1h', ...range }));
      expect(pages.map((page) => page.range)).toEqual([range]);
      expect(opensOf(pages)).toEqual(every(range.start, range.end));
      expect(pathsOf(server.requests)).toHaveLength(3);
    });
  });

  it.each([
    ['does not serve the history', 0],
    ['ceases to serve the history', 1],
  ])('of before the newest 1440 are not taken for none where an address %s', async (_, served) => {
    await withExchange(async (exchange, server) => {
      let asked = 0;
      server.disturb((request) => {
        if (!request.path.endsWith('/history-candles')) return null;
        asked += 1;
        if (asked > served) return { kind: 'answer', answer: { status: 404, body: {} } };
        const { body } = server.simulation.answer(request) as { body: { data: unknown[] } };
        return { kind: 'answer', answer: { body: { ...body, data: body.data.slice(0, 10) } } };
      });
      const range = { start: now - 1500 * HOUR, end: now - 1300 * HOUR };
      const pages = Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1h', ...range }));
      await expect(pages).rejects.toMatchObject({ kind: 'invalidRequest' });
    });
  });

  it.each(['history-candles', 'candles'])(
    'are whole where the newest 1440 go on while %s are asked for',
    async (endpoint) => {
      const MINUTE = 60_000;
      let ahead = 0;
      const clock = {
        ...systemClock,
        now: () => Date.now() + ahead,
        monotonic: () => performance.now() + ahead,
      };
      const state = { now: clock.now, listedAt: LISTED_AT, outages: [] };
      await using server = await startSimulatedServer(simulation, state);
      const configuration = { url: server.url, budget_share: 1, retries: 1 };
      const exchange = definition.create({ configuration, clock });
      await exchange.listInstruments();
      server.disturb(({ path }) => {
        if (!path.endsWith(`/${endpoint}`) || ahead > 0) return null;
        ahead = 60 * MINUTE;
        return { kind: 'answer', answer: { status: 503, body: {} } };
      });
      const minute = floorToInterval(Date.now(), '1m');
      const range = { start: minute - 1600 * MINUTE, end: minute - 1200 * MINUTE };
      const pages = await Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1m', ...range }));
      await exchange.close();
      expect(opensOf(pages)).toHaveLength(400);
    },
  );

  it('before the listing are empty, once that has been asked', async () => {
    await withExchange(async (exchange, server) => {
      const first = floorToInterval(LISTED_AT, '1h');
      const range = { start: first - 50 * HOUR, end: first + 50 * HOUR };
      const pages = await Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1h', ...range }));
      expect(opensOf(pages)).toEqual(every(first, range.end));
      expect(pages.map((page) => page.range)).toEqual([range]);
      expect(pathsOf(server.requests)).toHaveLength(2);
    });
  });

  it.each<[Interval, string]>([
    ['1s', '1s'],
    ['4h', '4H'],
    ['6h', '6Hutc'],
    ['12h', '12Hutc'],
    ['1d', '1Dutc'],
    ['1w', '1Wutc'],
    ['1M', '1Mutc'],
  ])('of %s are asked for as %s', async (interval, bar) => {
    await withExchange(async (exchange, server) => {
      const end = shiftOpenTime(floorToInterval(Date.now(), interval), interval, -1);
      const start = shiftOpenTime(end, interval, -2);
      await Array.fromAsync(exchange.fetchKlines({ symbol, interval, start, end }));
      const asked = server.requests.find(({ path }) => path.endsWith('candles'));
      expect(asked?.query.get('bar')).toBe(bar);
      expect(Number(asked?.query.get('before'))).toBe(start - 1);
      expect(Number(asked?.query.get('after'))).toBe(end);
    });
  });

  it('of a second reach back three months, and nothing before is asked for', async () => {
    await withExchange(async (exchange, server) => {
      expect(exchange.capabilities['swap']?.klines.shorterHistory).toEqual({
        '1s': { kind: 'age', ageMs: 89 * 24 * HOUR },
      });
      const start = now - 100 * 24 * HOUR;
      const range = { start, end: start + HOUR };
      expect(await Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1s', ...range }))).toEqual([]);
      expect(pathsOf(server.requests)).toEqual([]);
    });
  });

  it.each([
    ['BTC-USDT-SPOT', '10.50', '525.00'],
    ['BTC-USDT-PERP', '525.00', null],
  ])(
    'of %s are read where the last two cells are not there, as they once were not',
    async (name, base, quote) => {
      await withExchange(async (exchange, server) => {
        const row = (hour: number): string[] => [
          String(START + hour * HOUR),
          '50',
          '51',
          '49',
          '50',
          '10.50',
          '525.00',
        ];
        server.disturb(({ path }) =>
          path.endsWith('candles')
            ? { kind: 'answer', answer: { body: { code: '0', msg: '', data: [1, 0].map(row) } } }
            : null,
        );
        const range = { start: START, end: START + 2 * HOUR };
        const [page] = await Array.fromAsync(
          exchange.fetchKlines({ symbol: name, interval: '1h', ...range }),
        );
        expect(page?.range).toEqual(range);
        expect(page?.klines.columns).toMatchObject({
          volume: [base, base],
          quoteVolume: quote === null ? null : [quote, quote],
        });
      });
    },
  );

  it('behind one off the grid are not told, also where they were answered before', async () => {
    await withExchange(async (exchange, server) => {
      const row = (hour: number): string[] => [START + hour * HOUR, 50, 51, 49, 50, 1, 1, 50, 1].map(String);
      server.disturb(({ path, query }) => {
        if (!path.endsWith('candles')) return null;
        const isLate = query.get('after') === String(START + 6 * HOUR);
        const data = (isLate ? [5, 4, 3] : [2, 1.5, 0]).map(row);
        return { kind: 'answer', answer: { body: { code: '0', msg: '', data } } };
      });
      const pages: unknown[] = [];
      const reading = async (): Promise<void> => {
        const range = { start: START, end: START + 6 * HOUR };
        for await (const page of exchange.fetchKlines({ symbol, interval: '1h', ...range }))
          pages.push(page.range);
      };
      await expect(reading()).rejects.toMatchObject({
        kind: 'badResponse',
        range: { start: START + HOUR, end: START + 2 * HOUR },
      });
      expect(pages).toEqual([{ start: START, end: START + HOUR }]);
    });
  });

  it('without volumes are none: those of marks and indices are of another kind', async () => {
    await withExchange(async (exchange, server) => {
      const data = [[String(START), '50', '51', '49', '50', '1']];
      server.disturb(({ path }) =>
        path.endsWith('candles') ? { kind: 'answer', answer: { body: { code: '0', msg: '', data } } } : null,
      );
      for (const each of ['BTC-USDT-SPOT', 'BTC-USDT-PERP']) {
        const range = { start: START, end: START + HOUR };
        const pages = Array.fromAsync(exchange.fetchKlines({ symbol: each, interval: '1h', ...range }));
        await expect(pages).rejects.toMatchObject({ kind: 'badResponse', path: '$.data[0][6]' });
      }
    });
  });
});
