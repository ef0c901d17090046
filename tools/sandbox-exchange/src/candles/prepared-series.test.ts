import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import type { SandboxOptions } from '../options.ts';
import { SimulatedExchange } from '../simulated-exchange.ts';
import { send } from '../testing/client.ts';
import { CandleSeries } from './candle-series.ts';
import { Outages } from './outages.ts';
import type { Preparation } from './preparation.ts';
import { PreparedSeries } from './prepared-series.ts';
import { Revisions } from './revisions.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 12, 34, 56, 789);
const START = Date.UTC(2026, 10, 18);
const RANGE = { start: START, end: START + 200 * MINUTE };
const OUTAGE = { start: START + 50 * MINUTE, end: START + 60 * MINUTE };
const PATHS = {
  spot: '/api/v3/klines?symbol=BTCUSDT',
  usdm: '/fapi/v1/klines?symbol=BTCUSDT',
  coinm: '/dapi/v1/klines?symbol=BTCUSD_PERP',
};
const open: SandboxExchange[] = [];
afterEach(() => Promise.all(open.splice(0).map((sandbox) => sandbox.close())));

async function start(options: SandboxOptions = {}): Promise<SandboxExchange> {
  const sandbox = await startSandboxExchange({ now: () => NOW, limits: false, ...options });
  open.push(sandbox);
  return sandbox;
}

/** A sandbox that writes every answer, and one that has them ready. */
async function both(options: SandboxOptions = {}): Promise<[SandboxExchange, SandboxExchange]> {
  return [await start(options), await start(options)];
}

const preparation = (given: Partial<Preparation> = {}): Preparation => ({
  market: 'spot',
  symbols: ['BTCUSDT'],
  interval: '1m',
  ...RANGE,
  ...given,
});
const text = async (sandbox: SandboxExchange, path: string): Promise<string> =>
  (await send(sandbox, path)).text;

describe('answers that are prepared', () => {
  it.each(['spot', 'usdm', 'coinm'] as const)(
    'are on %s those that would have been written, wherever a window lies',
    async (market) => {
      const [plain, ready] = await both({ outages: [OUTAGE] });
      const symbols = [market === 'coinm' ? 'BTCUSD_PERP' : 'BTCUSDT'];
      expect(ready.prepare(preparation({ market, symbols })).rows).toBe(190);
      const time = fc.option(fc.integer({ min: -20 * MINUTE, max: 220 * MINUTE }));
      const limit = fc.integer({ min: 1, max: 230 });
      await fc.assert(
        fc.asyncProperty(time, time, limit, async (from, until, most) => {
          const startTime = from === null ? '' : `&startTime=${START + from}`;
          const endTime = until === null ? '' : `&endTime=${START + until}`;
          const path = `${PATHS[market]}&interval=1m${startTime}${endTime}&limit=${most}`;
          expect(await text(ready, path)).toBe(await text(plain, path));
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each(['1s', '5m', '1d', '1w', '1M'])('are those of every interval: %s', async (interval) => {
    const [plain, ready] = await both();
    const range = {
      start: START - 100 * DAY,
      end: interval === '1s' ? START - 100 * DAY + MINUTE : START - 30 * DAY,
    };
    ready.prepare(preparation({ interval, ...range }));
    const path = `${PATHS.spot}&interval=${interval}&startTime=${range.start}&endTime=${range.end - 1}&limit=1000`;
    expect(await text(ready, path)).toBe(await text(plain, path));
  });

  it('are counted, weighed and struck by faults as all are', async () => {
    const ready = await start();
    ready.prepare(preparation());
    const path = `${PATHS.spot}&interval=1m&startTime=${START}&endTime=${START + 9 * MINUTE}`;
    const { headers } = await send(ready, path);
    expect(headers['x-mbx-used-weight-1m']).toBe('2');
    ready.faults.add({ kind: 'rows-missing-last' });
    expect(JSON.parse(await text(ready, path))).toHaveLength(9);
    expect(JSON.parse(await text(ready, path))).toHaveLength(10);
    expect(ready.counters).toMatchObject({ total: 3, byFault: { 'rows-missing-last': 1 } });
  });

  it.each(['1m', '1h', '1d'])('follow revisions, forth and back: %s', async (interval) => {
    const revision = { market: 'spot', symbol: 'BTCUSDT' } as const;
    const at = NOW + DAY;
    const [plain, ready] = await both({
      revisions: [{ ...revision, start: START + 3 * MINUTE, end: START + 5 * MINUTE, at }],
    });
    const path = `${PATHS.spot}&interval=${interval}&startTime=${START}&endTime=${START + 100 * MINUTE}`;
    ready.prepare(preparation({ interval }));
    const before = await text(ready, path);
    for (const time of [at, NOW, at + DAY]) {
      for (const sandbox of [plain, ready]) sandbox.clock.set(time);
      // One time after the other: there is one clock.
      // oxlint-disable-next-line no-await-in-loop
      const [expected, given] = [await text(plain, path), await text(ready, path)];
      expect(given).toBe(expected);
      expect(given === before).toBe(time < at);
    }
    ready.prepare(preparation({ interval }));
    ready.clock.set(NOW);
    expect(await text(ready, path)).toBe(before);
  });

  it('are not told before they have closed, or while they lag', async () => {
    const [plain, ready] = await both({ lagMs: 5000 });
    ready.prepare(preparation());
    const path = `${PATHS.spot}&interval=1m&startTime=${START}&endTime=${RANGE.end - 1}`;
    for (const time of [START + 30_000, RANGE.end - 1, RANGE.end, RANGE.end + 5000, START - DAY]) {
      for (const sandbox of [plain, ready]) sandbox.clock.set(time);
      // oxlint-disable-next-line no-await-in-loop
      expect(await text(ready, path)).toBe(await text(plain, path));
    }
  });
});

describe('a prepared series', () => {
  const instrument = new SimulatedExchange({}, NOW).find('spot', 'BTCUSDT', NOW);
  if (!instrument) throw new Error('the sandbox has no BTCUSDT');
  const candles = new CandleSeries(instrument, 'seed', new Outages([]), new Revisions([]));
  const series = new PreparedSeries(candles, '1m', RANGE, NOW);
  const last = RANGE.end - MINUTE;

  it.each([
    { from: START, until: last, limit: 1000, newest: false, rows: 200 },
    { from: START, until: NOW, limit: 200, newest: false, rows: 200 },
    { from: 0, until: RANGE.end - 1, limit: 200, newest: true, rows: 200 },
    { from: START + 1, until: START + 2, limit: 5, newest: false, rows: 0 },
  ])('has all of %o', ({ rows, ...window }) => {
    const json = `[${series.slice(window, NOW)?.toString()}]`;
    expect(JSON.parse(json)).toHaveLength(rows);
  });

  it.each([
    [{ from: START - 1, until: last, limit: 1000, newest: false }, NOW],
    [{ from: START, until: RANGE.end, limit: 1000, newest: false }, NOW],
    [{ from: START, until: NOW, limit: 201, newest: false }, NOW],
    [{ from: START, until: NOW, limit: 10, newest: true }, NOW],
    [{ from: 0, until: last, limit: 201, newest: true }, NOW],
    [{ from: START, until: START + MINUTE, limit: 10, newest: false }, RANGE.end - 1],
  ])('does not answer %o at %i', (window, now) => {
    expect(series.slice(window, now)).toBeNull();
  });
});

describe('a preparation', () => {
  it('is asked for from another process', async () => {
    const ready = await start();
    const word = { ...preparation(), start: '2026-11-18T00:00Z', symbols: ['BTCUSDT', 'ETHUSDT'] };
    const { status, text: answer } = await send(ready, '/sandbox/prepare', 'POST', word);
    expect([status, JSON.parse(answer)]).toEqual([200, { rows: 400, bytes: expect.any(Number) }]);
    expect(ready.counters.total).toBe(0);
  });

  it.each([
    [{ symbols: ['NOSUCH'] }, /no NOSUCH on spot/],
    [{ symbols: 'BTCUSDT' }, /symbols is a list/],
    [{ market: 'moon' }, /market is one of/],
    [{ interval: '7m' }, /no candles of 7m/],
    [{ market: 'usdm', interval: '1s' }, /no candles of 1s on usdm/],
    [{ start: RANGE.end }, /start is before end/],
    [{ start: 'noon' }, /epoch ms or ISO/],
    [{ end: NOW }, /have closed/],
    [{ interval: '1s', start: 0 }, /no more than 5000000/],
  ])('is refused where it makes no sense: %j', async (given, message) => {
    const ready = await start();
    const word = { ...preparation(), ...given };
    const { status, text: answer } = await send(ready, '/sandbox/prepare', 'POST', word);
    expect(status).toBe(400);
    expect(JSON.parse(answer).error).toMatch(message);
  });
});
