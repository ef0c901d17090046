import { type AppRun, exitOf, queryTexts } from '@marketloom/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

interface FollowDocument {
  readonly outcome: string;
  readonly interrupted: boolean;
  readonly series: readonly {
    readonly symbol: string;
    readonly stored: number;
    readonly behind: boolean;
    readonly lastStored: string;
    readonly missing: number;
    readonly reason: { readonly kind: string } | null;
  }[];
}

describe('klines follow', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture({}, { MARKETLOOM_BINANCE_SETTLE_DELAY: '500ms' });
  });
  beforeEach(async () => {
    fixture.sandbox.faults.clear();
    fixture.sandbox.clearRequests();
  });
  afterAll(() => fixture?.close());

  const follow = (symbols: string, flags: readonly string[], onStart?: OnStart): Promise<AppRun> =>
    fixture.klines(
      ['follow', '--exchange', 'binance', '--symbols', symbols, '--interval', '1s', ...flags],
      onStart === undefined ? {} : { onStart },
    );
  const documentOf = (run: AppRun): FollowDocument => JSON.parse(run.stdout) as FollowDocument;
  /** The open times of a symbol that are stored, in seconds. */
  const storedSeconds = async (symbol: string): Promise<number[]> => {
    const rows = await queryTexts(
      fixture.databaseUrl,
      `SELECT extract(epoch FROM open_time)::bigint FROM klines JOIN symbols ON symbols.id = symbol_id
       WHERE symbol = $1 AND interval = '1s' ORDER BY open_time`,
      [symbol],
    );
    return rows.map(([second]) => Number(second));
  };

  it('catches up, stores what closes meanwhile, and ends by itself with exit code 0', async () => {
    const run = await follow('BTC-USDT-SPOT,ETH-USDT-SPOT', ['--start', '-2m', '--duration', '4s', '--json']);
    expect(exitOf(run, 0)).toBe(0);
    const { outcome, interrupted, series } = documentOf(run);
    expect({ outcome, interrupted }).toEqual({ outcome: 'complete', interrupted: false });
    for (const { symbol, stored, behind, lastStored } of series) {
      expect(behind).toBe(false);
      const seconds = await storedSeconds(symbol);
      expect(seconds).toHaveLength(stored);
      const first = seconds[0] as number;
      expect(seconds).toEqual(Array.from({ length: stored }, (_, index) => first + index));
      expect(stored).toBeGreaterThan(120);
      expect(Date.parse(lastStored) / 1000).toBe(seconds.at(-1));
    }
    expect(run.stderr).toContain('all series are current');
  });

  it('names what is behind and why, with exit code 3', async () => {
    fixture.sandbox.faults.add({ kind: 'rows-nan', symbol: 'SOLUSDT', times: 'always' });
    const run = await follow('SOL-USDT-SPOT,BNB-USDT-SPOT', ['--duration', '4s']);
    expect(exitOf(run, 3)).toBe(3);
    expect(run.stdout).toMatch(/^SOL-USDT-SPOT +1s .* behind by /m);
    expect(run.stdout).toMatch(/^BNB-USDT-SPOT +1s .* current$/m);
    expect(run.stdout).toMatch(/^Behind:\n {2}SOL-USDT-SPOT 1s: badResponse: /m);
    expect(run.stdout).toMatch(/^1 series behind: 2 series, /m);
    expect(run.stderr).toContain('SOL-USDT-SPOT 1s failed; it is tried again');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: finishes what is in hand, prints the summary, exit %i', async (signal, code) => {
    let timer: NodeJS.Timeout | undefined;
    const run = await follow('XRP-USDT-SPOT,DOGE-USDT-SPOT', ['--json'], (kill) => {
      timer = setInterval(() => {
        const { requests } = fixture.sandbox;
        if (requests.filter(({ endpoint }) => endpoint === 'klines').length < 6) return;
        clearInterval(timer);
        kill(signal);
      }, 5);
    }).finally(() => clearInterval(timer));
    expect(exitOf(run, code)).toBe(code);
    const { interrupted, series } = documentOf(run);
    expect(interrupted).toBe(true);
    for (const { symbol, lastStored } of series) {
      const seconds = await storedSeconds(symbol);
      expect(Date.parse(lastStored) / 1000).toBe(seconds.at(-1));
      expect(new Set(seconds).size).toBe(seconds.length);
    }
  });

  it.each([
    [['--duration', 'soon'], '--duration'],
    [['--duration', '0s'], '--duration'],
    [['--start', '2124-01-01'], 'not in the past'],
    [['--concurrency', '0'], '--concurrency'],
  ])('%j: exit 2, and says what is wrong', async (flags, says) => {
    const run = await follow('BTC-USDT-SPOT', flags);
    expect(exitOf(run, 2)).toBe(2);
    expect(run.stderr).toContain(says);
    expect(run.stdout).toBe('');
  });

  it('refuses an interval that the market does not have, and a symbol that nobody knows', async () => {
    const perpetual = await follow('BTC-USDT-PERP', []);
    expect(exitOf(perpetual, 2)).toBe(2);
    expect(perpetual.stderr).toContain('has no 1s candles; it has 1m');
    const unknown = await follow('BTC-USTD-SPOT', []);
    expect(exitOf(unknown, 2)).toBe(2);
    expect(unknown.stderr).toContain('BTC-USDT-SPOT');
    expect(fixture.sandbox.requests).toEqual([]);
  });
});

type OnStart = (kill: (signal: NodeJS.Signals) => void) => void;
