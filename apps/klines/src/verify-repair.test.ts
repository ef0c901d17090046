import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppRun, exitOf, queryTexts } from '@marketloom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

const range = ['--start', '2024-01-01', '--end', '2024-01-03'];
const outage = { start: Date.UTC(2024, 0, 2, 3), end: Date.UTC(2024, 0, 2, 4) };

interface Verification {
  readonly outcome: string;
  readonly series: readonly {
    readonly symbol: string;
    readonly interval: string;
    readonly candles: number;
    readonly compared: number;
    readonly sampled: number;
    readonly findings: readonly { readonly kind: string; readonly start: string; readonly candles: number }[];
  }[];
}

describe('klines verify and repair', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture({ outages: [outage] });
    const flags = ['--symbols', 'BTC-USDT-SPOT,ETH-USDT-PERP', '--interval', '1m,1h', ...range];
    const run = await fixture.klines(['ingest', '--exchange', 'binance', ...flags]);
    if (run.code !== 0) throw new Error(run.stderr);
    rows = await storedRows();
  });
  beforeEach(() => {
    fixture.sandbox.faults.clear();
    fixture.sandbox.clearRequests();
  });
  afterAll(() => fixture?.close());

  let rows: unknown[] = [];
  const sql = (text: string): Promise<(string | null)[][]> => queryTexts(fixture.databaseUrl, text);
  const storedRows = (): Promise<unknown[]> =>
    sql(`SELECT symbol_id, interval, open_time, open + 0, high, low, close, volume, quote_volume, trade_count, taker_buy_volume,
           taker_buy_quote_volume FROM klines ORDER BY 1, 2, 3`);
  const verify = async (...flags: string[]): Promise<AppRun & { readonly found: Verification }> => {
    const run = await fixture.klines(['verify', '--json', ...flags]);
    return { ...run, found: JSON.parse(run.stdout) as Verification };
  };
  /** The newest page, the outage in it or not: of the spot market 1000 candles, of USD-M 499. */
  const entrySample = (symbol: string, interval: string): number =>
    interval === '1h' ? 47 : symbol.endsWith('SPOT') ? 1000 : 499;
  const kinds = ({ series }: Verification): string[] =>
    series.flatMap(({ interval, findings }) =>
      findings.map(({ kind, start, candles }) => `${interval} ${kind} ${start.slice(0, 16)} ${candles}`),
    );
  const spoil = async (): Promise<void> => {
    const id = "(SELECT id FROM symbols WHERE symbol = 'BTC-USDT-SPOT' AND exchange = 'binance')";
    const at = (time: string): string => `symbol_id = ${id} AND open_time = '2024-01-01T${time}Z'`;
    await sql(`UPDATE klines SET volume = -1 WHERE interval = '1m' AND ${at('01:00:00')}`);
    await sql(`UPDATE klines SET high = low / 2 WHERE interval = '1m' AND ${at('02:00:00')}`);
    await sql(`DELETE FROM klines WHERE interval = '1m' AND symbol_id = ${id}
      AND open_time >= '2024-01-01T03:00Z' AND open_time < '2024-01-01T03:10Z'`);
    await sql(`INSERT INTO klines SELECT symbol_id, interval, '2024-01-01T04:00:30Z', open, high, low, close, volume
      FROM klines WHERE interval = '1m' AND ${at('04:00:00')}`);
    await sql(`INSERT INTO klines SELECT symbol_id, interval, '2024-01-02T03:30:00Z', open, high, low, close, volume
      FROM klines WHERE interval = '1m' AND ${at('04:00:00')}`);
    await sql(
      `UPDATE klines SET close = close + 0.01, high = high + 0.01 WHERE interval = '1h' AND ${at('05:00:00')}`,
    );
  };
  const faults = [
    '1m volumes 2024-01-01T01:00 1',
    '1m prices 2024-01-01T02:00 1',
    '1m notStored 2024-01-01T03:00 10',
    '1m misaligned 2024-01-01T04:00 1',
    '1m notSettled 2024-01-02T03:30 1',
    '1h aggregate 2024-01-01T05:00 1',
  ];

  it('finds nothing where nothing is wrong, and compares with minutes and exchange', async () => {
    const { code, found } = await verify();
    expect(code).toBe(0);
    expect(found.outcome).toBe('clean');
    for (const { symbol, interval, candles, compared, sampled } of found.series) {
      expect(candles).toBe(interval === '1m' ? 2820 : 47);
      expect(compared).toBe(interval === '1m' ? 0 : 47);
      expect(sampled).toBe(entrySample(symbol, interval));
    }
    expect(fixture.sandbox.counters.byEndpoint['spot/klines']).toBe(2);
  });

  it('asks no exchange for a sample of 0', async () => {
    expect((await verify('--sample', '0')).code).toBe(0);
    expect(fixture.sandbox.requests).toEqual([]);
  });

  it('names each fault, and repair mends it: all is as the exchange has it', async () => {
    await spoil();
    const { code, found, stdout } = await verify('--sample', '0');
    expect(code).toBe(3);
    const all = kinds(found);
    for (const fault of faults) expect(all).toContain(fault);

    const people = await fixture.klines(['verify', '--sample', '0']);
    expect(people.stdout).toContain('10 candles: are not there, though the ledger says so');
    expect(people.stdout).toContain('Mend it with: marketloom-klines repair');

    const file = join(tmpdir(), `marketloom-verify-${process.pid}.json`);
    await writeFile(file, stdout);
    const repaired = await fixture.klines(['repair', '--from', file, '--json']);
    expect(exitOf(repaired, 0)).toBe(0);
    const { series } = JSON.parse(repaired.stdout) as {
      series: { interval: string; inserted: number; updated: number; removed: number }[];
    };
    const minutes = series.find(({ interval }) => interval === '1m');
    expect(minutes).toMatchObject({ inserted: 10, updated: 2, removed: 2 });
    expect((await verify('--sample', '0')).code).toBe(0);
    expect(await storedRows()).toEqual(rows);
    const revisions = await sql(
      'SELECT count(*), count(*) FILTER (WHERE new_open IS NULL) FROM kline_revisions',
    );
    expect(revisions).toEqual([['5', '2']]);
  });

  it('repairs by itself what it finds, and has nothing to mend after', async () => {
    await spoil();
    const run = await fixture.klines(['repair', '--sample', '0']);
    expect(exitOf(run, 0)).toBe(0);
    expect(run.stdout).toContain('Complete');
    expect(await storedRows()).toEqual(rows);
    const again = await fixture.klines(['repair', '--sample', '0']);
    expect(again).toMatchObject({ code: 0, stdout: 'Nothing to mend.\n' });
  });

  it('fetches again the range that is named, whatever the ledger says of it', async () => {
    const flags = [
      '--symbols',
      'BTC-USDT-SPOT',
      '--interval',
      '1m',
      '--start',
      '2024-01-01',
      '--end',
      '2024-01-02',
    ];
    const run = await fixture.klines(['repair', ...flags, '--json']);
    expect(exitOf(run, 0)).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      series: [{ fetched: 1440, unchanged: 1440, requests: 2 }],
    });
  });

  it('takes nothing away on one answer alone, and says what is as it was', async () => {
    fixture.sandbox.faults.add({ kind: 'rows-missing-last', endpoint: 'klines', times: 1 });
    const flags = [
      '--symbols',
      'BTC-USDT-SPOT',
      '--interval',
      '1h',
      '--start',
      '2024-01-01',
      '--end',
      '2024-01-02',
    ];
    const run = await fixture.klines(['repair', ...flags]);
    expect(exitOf(run, 0)).toBe(0);
    expect(await storedRows()).toEqual(rows);
    fixture.sandbox.faults.add({ kind: 'server-error', endpoint: 'klines', times: 'always' });
    const failed = await fixture.klines(['repair', ...flags]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(
      /As it was before:\n {2}BTC-USDT-SPOT 1h 2024-01-01T00:00:00Z\.\.2024-01-02T00:00:00Z/,
    );
    expect(await storedRows()).toEqual(rows);
  });

  it('mends a ledger that contradicts itself, and asks for no more than that', async () => {
    const ledger =
      'SELECT range_start, range_end, status, reason FROM kline_coverage ORDER BY symbol_id, interval, 1';
    const before = await sql(ledger);
    const add = (from: string, to: string, status: string): Promise<unknown> =>
      sql(`INSERT INTO kline_coverage (symbol_id, interval, range_start, range_end, status)
        SELECT id, '1m', '2024-01-0${from}Z', '2024-01-0${to}Z', '${status}' FROM symbols WHERE symbol = 'BTC-USDT-SPOT'`);
    await add('1T10:00', '1T11:00', 'empty');
    await add('2T03:30', '2T05:00', 'stored');
    await add('2T23:59:30', '3T00:00', 'unavailable');
    const { code, found, stdout } = await verify('--sample', '0');
    expect(code).toBe(3);
    expect(kinds(found).filter((one) => one.startsWith('1m ledger'))).toHaveLength(4);

    const file = join(tmpdir(), `marketloom-ledger-${process.pid}.json`);
    await writeFile(file, stdout);
    fixture.sandbox.clearRequests();
    const run = await fixture.klines(['repair', '--from', file, '--json']);
    expect(exitOf(run, 0)).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'complete',
      series: [{ inserted: 0, updated: 0, removed: 0, unchanged: 121, fetched: 121 }],
    });
    expect(await sql(ledger)).toEqual(before);
    expect(await storedRows()).toEqual(rows);
    expect((await verify('--sample', '0')).code).toBe(0);
  });

  it('finds in a sample that something was called empty which is not', async () => {
    await sql(`DELETE FROM klines WHERE interval = '1h' AND open_time = '2024-01-02T10:00Z'`);
    await sql(`UPDATE kline_coverage SET range_end = '2024-01-02T10:00Z'
      WHERE interval = '1h' AND status = 'stored' AND range_end = '2024-01-03'`);
    for (const [start, end, status] of [
      ['2T10:00', '2T11:00', 'empty'],
      ['2T11:00', '3T00:00', 'stored'],
    ])
      await sql(`INSERT INTO kline_coverage (symbol_id, interval, range_start, range_end, status)
        SELECT symbol_id, interval, '2024-01-0${start}Z'::timestamptz, '2024-01-0${end}Z'::timestamptz, '${status}'
        FROM kline_coverage WHERE interval = '1h' AND range_end = '2024-01-02T10:00Z'`);
    const { code, found } = await verify('--interval', '1h', '--symbols', 'BTC-USDT-SPOT');
    expect(code).toBe(3);
    expect(kinds(found)).toContain('1h sample 2024-01-02T10:00 1');
    expect(exitOf(await fixture.klines(['repair', '--interval', '1h']), 0)).toBe(0);
    expect(await storedRows()).toEqual(rows);
  });

  it('reads what verify found from stdin', async () => {
    await spoil();
    const { stdout } = await verify('--sample', '0');
    const run = await fixture.klines(['repair', '--from', '-'], { input: stdout });
    expect(exitOf(run, 0)).toBe(0);
    expect(await storedRows()).toEqual(rows);
  });

  it('does not call mended what could not be looked at', async () => {
    fixture.sandbox.faults.add({ kind: 'server-error', endpoint: 'klines', times: 'always' });
    const flags = ['--symbols', 'BTC-USDT-SPOT', '--interval', '1h'];
    const run = await fixture.klines(['repair', ...flags]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('Nothing to mend in what was looked at.');
    expect(run.stdout).toMatch(/Not looked at as a whole.*:\n {2}BTC-USDT-SPOT 1h: maintenance/);
    const document = JSON.parse((await fixture.klines(['repair', ...flags, '--json'])).stdout) as unknown;
    expect(document).toMatchObject({
      outcome: 'failed',
      interrupted: false,
      series: [],
      notLookedAt: [{ symbol: 'BTC-USDT-SPOT', interval: '1h', failure: { kind: 'maintenance' } }],
    });
  });

  it('says of a look that was stopped what it did not come to', async () => {
    fixture.sandbox.faults.add({ kind: 'hang', endpoint: 'klines', times: 'always' });
    const stopped = (command: string): Promise<AppRun> => {
      fixture.sandbox.clearRequests();
      let timer: NodeJS.Timeout;
      return fixture
        .klines([command, '--json'], {
          onStart: (kill) => {
            timer = setInterval(() => {
              if (fixture.sandbox.requests.length === 0) return;
              clearInterval(timer);
              kill('SIGINT');
            }, 5);
          },
        })
        .finally(() => clearInterval(timer));
    };
    const interrupted = { failure: { kind: 'interrupted' } };
    const verified = await stopped('verify');
    expect(verified).toMatchObject({ code: 130, stderr: expect.not.stringContaining('WARN') as unknown });
    expect(JSON.parse(verified.stdout)).toMatchObject({
      outcome: 'incomplete',
      series: [interrupted, interrupted, interrupted, interrupted],
    });
    const repaired = await stopped('repair');
    expect(repaired.code).toBe(130);
    expect(JSON.parse(repaired.stdout)).toMatchObject({
      interrupted: true,
      notLookedAt: [interrupted, interrupted, interrupted, interrupted],
    });
  });

  it('asks once for all the time before a series begins', async () => {
    const flags = ['--symbols', 'ETH-BTC-SPOT', '--interval', '1d'];
    const january = ['--start', '2023-01-01', '--end', '2023-02-01'];
    const ingested = await fixture.klines(['ingest', '--exchange', 'binance', ...flags, ...january]);
    expect(exitOf(ingested, 0)).toBe(0);
    const run = await fixture.klines(['repair', ...flags, '--end', '2019-01-01', '--json']);
    expect(exitOf(run, 0)).toBe(0);
    const beginning = Date.parse('2017-07-14');
    const days = (Date.parse('2019-01-01') - beginning) / 86_400_000;
    expect(JSON.parse(run.stdout)).toMatchObject({ series: [{ requests: 2, inserted: days }] });
    const status = await fixture.klines(['status', ...flags, '--json']);
    const { series } = JSON.parse(status.stdout) as { series: { coverage: { settledAt: string }[] }[] };
    expect(series[0]?.coverage).toMatchObject([
      { start: '1970-01-01T00:00:00Z', end: '2017-07-14T00:00:00Z', status: 'unavailable' },
      { start: '2017-07-14T00:00:00Z', end: '2019-01-01T00:00:00Z', status: 'stored' },
      { status: 'stored' },
    ]);
    expect(series[0]?.coverage[0]?.settledAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await sql(`DELETE FROM klines WHERE interval = '1d'`);
    await sql(`DELETE FROM kline_coverage WHERE interval = '1d'`);
  });

  it('finds what the exchange answers otherwise now', async () => {
    await sql(
      "UPDATE klines SET close = high WHERE interval = '1m' AND open_time = '2024-01-02T23:50Z' AND close < high",
    );
    const { code, found } = await verify('--interval', '1m', '--sample', '1');
    expect(code).toBe(3);
    expect(kinds(found).filter((one) => one.includes('sample'))).not.toEqual([]);
    expect(exitOf(await fixture.klines(['repair', '--interval', '1m']), 0)).toBe(0);
    expect(await storedRows()).toEqual(rows);
  });

  it.each([
    ['repair --from and a range', ['repair', '--from', 'x.json', '--start', '2024-01-01'], 'one of them'],
    ['repair --from and symbols', ['repair', '--from', 'x.json', '--symbols', 'BTC-USDT-SPOT'], '--symbols'],
    ['a sample of what is fetched again', ['repair', '--start', '2024-01-01', '--sample', '2'], '--sample'],
    ['repair from no file', ['repair', '--from', '/nowhere/x.json'], '--from /nowhere/x.json'],
    ['a negative sample', ['verify', '--sample', '-2'], '--sample'],
    ['a symbol that is not there', ['verify', '--symbols', 'BTC-USTD-SPOT'], 'BTC-USDT-SPOT'],
  ])('refuses %s', async (_, args, words) => {
    const run = await fixture.klines(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(words);
  });
});
