import { exitOf, queryTexts } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

describe('klines refresh', () => {
  let fixture: KlinesFixture;
  let isMaterialised: boolean;
  beforeAll(async () => {
    fixture = await startKlinesFixture();
    const [row] = await queryTexts(fixture.databaseUrl, `SELECT to_regclass('aggregated_klines_1h')`);
    isMaterialised = row?.[0] !== null;
  });
  afterAll(() => fixture?.close());

  const run = async (line: string): Promise<string> => {
    const { stdout, ...ended } = await fixture.klines(line.split(' '));
    expect(exitOf({ stdout, ...ended }, 0)).toBe(0);
    return stdout;
  };
  const ingest = (start: string, end: string): Promise<string> =>
    run(`ingest --exchange binance --symbols BTC-USDT-SPOT --interval 1m --start ${start} --end ${end}`);

  it('has hours and days take in history that was stored late', async () => {
    await ingest('2024-01-10', '2024-01-11');
    await run('refresh');
    await ingest('2024-01-08', '2024-01-10');
    const document = JSON.parse(await run('refresh --json')) as { refreshed: { interval: string }[] };
    expect(document).toMatchObject({ outcome: 'complete' });
    expect(document.refreshed.map(({ interval }) => interval)).toEqual(isMaterialised ? ['1h', '1d'] : []);
    const counts = await queryTexts(
      fixture.databaseUrl,
      `SELECT interval, count(*), min(candle_count) FROM aggregated_klines
       WHERE interval IN ('1h', '1d') AND open_time >= '2024-01-01Z' AND open_time < '2024-02-01Z' GROUP BY interval ORDER BY interval`,
    );
    expect(counts).toEqual([
      ['1d', '3', '1440'],
      ['1h', '72', '60'],
    ]);
  });

  it('says up to when that is so, or that there is nothing to do', async () => {
    expect(await run('refresh')).toMatch(
      isMaterialised
        ? /^aggregated_klines is as the stored minutes are: 1h until \S+T\d\d:00:00Z, 1d until \S+T00:00:00Z, /
        : /^Nothing to refresh: /,
    );
  });
});
