import type { FaultKind } from '@marketloom/sandbox-exchange';
import { type AppRun, exitOf } from '@marketloom/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryTexts } from './testing/database-rows.ts';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const FIRST_DAY = Date.UTC(2024, 0, 1);

/** A fault, and the reason that the summary must give. */
const faults: readonly (readonly [kind: FaultKind, reason: string])[] = [
  ['server-error', 'maintenance'],
  ['html', 'badResponse'],
  ['cut-json', 'badResponse'],
  ['truncated', 'network'],
  ['reset', 'network'],
  ['hang', 'timeout'],
  ['rows-nan', 'badResponse'],
  ['rows-negative-volume', 'badResponse'],
  ['rows-high-below-low', 'badResponse'],
  ['rows-misaligned', 'badResponse'],
  ['rows-duplicate', 'badResponse'],
  ['rows-shuffled', 'badResponse'],
  ['rows-outside-window', 'badResponse'],
  ['rows-number-instead-of-array', 'badResponse'],
];

describe('answers that cannot be used', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture({}, { MARKETLOOM_BINANCE_TIMEOUT: '400ms' });
  });
  afterEach(() => fixture?.sandbox.faults.clear());
  afterAll(() => fixture?.close());

  const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');
  const ingestDay = (start: number, ...flags: string[]): Promise<AppRun> => {
    const range = ['--start', iso(start), '--end', iso(start + DAY)];
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'BTC-USDT-SPOT',
      '--interval',
      '1m',
      ...range,
    ];
    return fixture.klines([...args, ...flags]);
  };
  const storedRows = (start: number): Promise<(string | null)[][]> =>
    queryTexts(
      fixture.databaseUrl,
      `SELECT (extract(epoch FROM open_time) * 1000)::bigint, open, high, low, close, volume, quote_volume, trade_count,
         taker_buy_volume, taker_buy_quote_volume
       FROM klines WHERE open_time >= $1 AND open_time < $2 ORDER BY open_time`,
      [iso(start), iso(start + DAY)],
    );
  /** What the exchange has, in the columns of {@link storedRows}. */
  const trueRows = (start: number): string[][] =>
    fixture.sandbox
      .klines('spot', 'BTCUSDT', '1m', { start, end: start + DAY })
      .map((row) => [0, 1, 2, 3, 4, 5, 7, 8, 9, 10].map((column) => String(row[column])));

  const days = faults.map(([kind, reason], index) => ({ kind, reason, start: FIRST_DAY + index * DAY }));

  it.each(days)(
    '$kind: what came before is stored, and the rest is named',
    async ({ kind, reason, start }) => {
      fixture.sandbox.faults.add({ kind, endpoint: 'klines', after: 1, times: 'always' });
      const run = await ingestDay(start);
      expect(exitOf(run, 3)).toBe(3);
      expect(run.stdout).toContain(
        `BTC-USDT-SPOT 1m ${iso(start + 1000 * MINUTE)}..${iso(start + DAY)}: ${reason}:`,
      );
      expect(run.stdout).toContain('Partly done');
      expect(await storedRows(start)).toEqual(trueRows(start).slice(0, 1000));
    },
  );

  it('the next run fetches the rest of all of them', async () => {
    const end = FIRST_DAY + days.length * DAY;
    const range = ['--interval', '1m', '--start', iso(FIRST_DAY), '--end', iso(end), '--json'];
    const run = await fixture.klines([
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'BTC-USDT-SPOT',
      ...range,
    ]);
    expect(exitOf(run, 0)).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'complete',
      series: [{ alreadySettled: days.length * 1000, inserted: days.length * 440, unresolved: [] }],
    });
    for (const { start } of days) expect(await storedRows(start)).toEqual(trueRows(start));
  });

  it('nothing at all: exit 1, the whole range is named, and nothing is stored', async () => {
    const start = FIRST_DAY - 5 * DAY;
    fixture.sandbox.faults.add({ kind: 'rows-nan', endpoint: 'klines', times: 'always' });
    const run = await ingestDay(start, '--json');
    expect(exitOf(run, 1)).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'failed',
      series: [
        {
          inserted: 0,
          unresolved: [{ start: iso(start), end: iso(start + DAY), reason: { kind: 'badResponse' } }],
        },
      ],
    });
    expect(await storedRows(start)).toEqual([]);
  });

  it('a short answer is no hole: the page is gone on with', async () => {
    const start = FIRST_DAY - DAY;
    fixture.sandbox.faults.add({ kind: 'rows-missing-last', endpoint: 'klines', times: 1 });
    const run = await ingestDay(start);
    expect(exitOf(run, 0)).toBe(0);
    expect(await storedRows(start)).toEqual(trueRows(start));
  });

  it('a bad answer is asked for again where that helps', async () => {
    const start = FIRST_DAY - 2 * DAY;
    fixture.sandbox.faults.add({ kind: 'rows-shuffled', endpoint: 'klines', times: 1 });
    const args = [
      '--symbols',
      'BTC-USDT-SPOT',
      '--interval',
      '1m',
      '--start',
      iso(start),
      '--end',
      iso(start + DAY),
    ];
    const env = { MARKETLOOM_BINANCE_RETRIES: '1' };
    const run = await fixture.klines(['ingest', '--exchange', 'binance', ...args], { env });
    expect(exitOf(run, 0)).toBe(0);
    expect(await storedRows(start)).toEqual(trueRows(start));
  });

  it('an exchange that is not there: exit 1, and says which', async () => {
    const env = { MARKETLOOM_BINANCE_SPOT_URL: 'http://127.0.0.1:9' };
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'ETH-USDT-SPOT',
      '--interval',
      '1d',
      '--start',
      '-9d',
    ];
    const run = await fixture.klines(args, { env });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/ETH-USDT-SPOT 1d .*: network: binance: .*127\.0\.0\.1:9/);
  });

  it('one series that fails does not stop the others: exit 3', async () => {
    fixture.sandbox.faults.add({ kind: 'html', endpoint: 'klines', symbol: 'ETHUSDT', times: 'always' });
    const symbols = 'ETH-USDT-SPOT,BNB-USDT-SPOT';
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      symbols,
      '--interval',
      '1h',
      '--start',
      '-2d',
      '--json',
    ];
    const run = await fixture.klines(args);
    expect(run.code).toBe(3);
    const { series } = JSON.parse(run.stdout) as {
      series: { symbol: string; inserted: number; failure: unknown }[];
    };
    expect(series.map(({ symbol, inserted, failure }) => [symbol, inserted > 0, failure === null])).toEqual([
      ['ETH-USDT-SPOT', false, false],
      ['BNB-USDT-SPOT', true, true],
    ]);
  });

  it('an interval that the market does not have: exit 1, naming those it has', async () => {
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'BTC-USDT-PERP',
      '--interval',
      '1s',
      '--start',
      '-1m',
    ];
    const run = await fixture.klines(args);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('unsupportedCapability');
    expect(run.stdout).toContain('1m, 3m, 5m');
  });

  it('a ban stops everything, and nothing is sent inside it', async () => {
    fixture.sandbox.faults.add({ kind: 'ban', market: 'coinm', endpoint: 'klines', retryAfter: 900 });
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--market',
      'coinm',
      '--interval',
      '1h',
      '--start',
      '-3d',
      '--json',
    ];
    const run = await fixture.klines([...args, '--concurrency', '1']);
    expect(run.code).toBe(1);
    const { series } = JSON.parse(run.stdout) as { series: { unresolved: { reason: { kind: string } }[] }[] };
    expect(series.length).toBeGreaterThan(1);
    expect(series[0]?.unresolved[0]?.reason.kind).toBe('ban');
    for (const { unresolved } of series) expect(unresolved.length).toBeGreaterThan(0);
    expect(fixture.sandbox.counters.insideBan).toBe(0);
  });
});
