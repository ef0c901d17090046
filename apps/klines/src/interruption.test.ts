import { type AppRun, exitOf, queryTexts } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

const flags = [
  '--symbols',
  'BTC-USDT-SPOT',
  '--interval',
  '1m',
  '--start',
  '2024-01-01',
  '--end',
  '2024-01-08',
];
const args = ['ingest', '--exchange', 'binance', ...flags, '--json'];
const CANDLES = 7 * 1440;

describe('interruption', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture();
  });
  afterAll(() => fixture?.close());

  const klineRequests = (): { query: Readonly<Record<string, string>> }[] =>
    fixture.sandbox.requests.filter(({ endpoint }) => endpoint === 'klines');
  const storedCandles = async (): Promise<number> =>
    Number((await queryTexts(fixture.databaseUrl, 'SELECT count(*) FROM klines'))[0]?.[0]);
  /** Runs until the exchange was asked for so many pages, then sends the signal. */
  const interrupt = (pages: number, signal: NodeJS.Signals): Promise<AppRun> => {
    let timer: NodeJS.Timeout;
    return fixture
      .klines(args, {
        onStart: (kill) => {
          timer = setInterval(() => {
            if (klineRequests().length < pages) return;
            clearInterval(timer);
            kill(signal);
          }, 5);
        },
      })
      .finally(() => clearInterval(timer));
  };

  it.each([
    ['SIGINT', 130, 2],
    ['SIGTERM', 143, 4],
  ] as const)('%s: the page in hand is stored, the rest named, exit %i', async (signal, code, pages) => {
    fixture.sandbox.faults.add({ kind: 'slow', endpoint: 'klines', delayMs: 150, times: 'always' });
    const before = await storedCandles();
    const run = await interrupt(pages, signal);
    fixture.sandbox.faults.clear();
    expect(exitOf(run, code)).toBe(code);
    const summary = JSON.parse(run.stdout) as {
      interrupted: boolean;
      series: [{ inserted: number; unresolved: [{ reason: { kind: string } }] }];
    };
    expect(summary.interrupted).toBe(true);
    const [series] = summary.series;
    expect(series.inserted).toBeGreaterThan(0);
    expect(series.inserted % 1000).toBe(0);
    expect(series.unresolved[0].reason.kind).toBe('interrupted');
    expect(await storedCandles()).toBe(before + series.inserted);
  });

  it('the next run goes on where it ended: no page was asked for twice', async () => {
    const run = await fixture.klines(args);
    expect(exitOf(run, 0)).toBe(0);
    expect(await storedCandles()).toBe(CANDLES);
    const starts = klineRequests().map(({ query }) => query['startTime']);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('a second signal ends it at once: nothing is awaited, and nothing printed', async () => {
    fixture.sandbox.faults.add({ kind: 'hang', endpoint: 'klines', times: 'always' });
    fixture.sandbox.clearRequests();
    const other = [
      '--symbols',
      'ETH-USDT-SPOT',
      '--interval',
      '1m',
      '--start',
      '2024-01-01',
      '--end',
      '2024-01-08',
    ];
    let timer: NodeJS.Timeout | undefined;
    const run = await fixture.klines(['ingest', '--exchange', 'binance', ...other], {
      onStart: (kill) => {
        timer = setInterval(() => {
          if (klineRequests().length === 0) return;
          clearInterval(timer);
          kill('SIGINT');
          // Closer together they would count as one keypress.
          setTimeout(() => kill('SIGINT'), 700);
        }, 5);
      },
    });
    clearInterval(timer);
    fixture.sandbox.faults.clear();
    expect(exitOf(run, 130)).toBe(130);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('once more to stop at once');
  });
});
