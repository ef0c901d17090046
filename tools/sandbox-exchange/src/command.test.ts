import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

const main = join(import.meta.dirname, 'main.ts');

describe('the command line', () => {
  it('is understood', () => {
    expect(parseCommandLine([])).toMatchObject({ port: 8089, host: '127.0.0.1', limits: true });
    expect(parseCommandLine(['--help'])).toBeNull();
    const given =
      '--port 0 --seed x --limits off --further-spot 3 --recorded usdm:LINKUSDT=a=b.csv ' +
      '--outage 2025-01-01T00:00Z..2025-01-01T01:00Z --lag-ms 200 --delay-ms 30 ' +
      '--revise usdm:LINKUSDT=2025-01-01T00:00Z..2025-01-01T01:00Z@2025-01-02T00:00Z --delist spot:DOGEUSDT=2026-01-01T00:00Z ' +
      '--archive-lag 0,1.5 --archive-header off --clock-rate 60 --book-levels 50 ' +
      '--fault ban:market=usdm,after=20,times=always,retryAfter=5 --fault reset ' +
      '--fault stream-dropped:probability=0.25,every=2';
    expect(parseCommandLine(given.split(' '))).toEqual({
      port: 0,
      host: '127.0.0.1',
      seed: 'x',
      limits: false,
      furtherSpot: 3,
      recorded: [{ market: 'usdm', symbol: 'LINKUSDT', csv: 'a=b.csv' }],
      outages: [{ start: Date.UTC(2025, 0, 1), end: Date.UTC(2025, 0, 1, 1) }],
      revisions: [
        {
          market: 'usdm',
          symbol: 'LINKUSDT',
          start: Date.UTC(2025, 0, 1),
          end: Date.UTC(2025, 0, 1, 1),
          at: Date.UTC(2025, 0, 2),
        },
      ],
      lagMs: 200,
      delayMs: 30,
      delistings: [{ market: 'spot', symbol: 'DOGEUSDT', at: Date.UTC(2026, 0, 1) }],
      archive: { dailyLag: 0, monthlyLag: 5_400_000, header: false },
      faults: [
        { kind: 'ban', market: 'usdm', after: 20, times: 'always', retryAfter: 5 },
        { kind: 'reset' },
        { kind: 'stream-dropped', probability: 0.25, every: 2 },
      ],
      rate: 60,
      bookLevels: 50,
    });
    expect(parseCommandLine(['--limits', '2.5'])).toMatchObject({ limits: { scale: 2.5 } });
    const noon = Date.UTC(2025, 0, 1, 12);
    const { now = Date.now } = parseCommandLine(['--clock', '2025-01-01T12:00Z']) ?? {};
    expect([noon, Math.floor(now() / 60_000) * 60_000]).toEqual([noon, noon]);
  });

  it.each([
    [['--prot', '1'], /--prot/],
    [['--port', 'x'], /--port is a whole number/],
    [['--limits', 'never'], /--limits is on, off or a positive number/],
    [['--recorded', 'moon:BTC=a.csv'], /MARKET:SYMBOL=VALUE/],
    [['--outage', 'now..then'], /"now" is not an ISO time/],
    [['--archive-lag', '8'], /--archive-lag is two numbers of hours/],
    [['--archive-header', 'no'], /--archive-header is on or off/],
    [['--revise', 'spot:BTCUSDT=2025-01-01..2025-01-02'], /--revise: "" is not an ISO time/],
    [['--clock-rate', '0'], /--clock-rate is a positive number/],
    [['--book-levels', 'all'], /--book-levels is a whole number/],
    [['--fault', 'stream-dropped:probability=2'], /probability of a fault is above 0 and at most 1/],
    [['--fault', 'stream-dropped:every=0'], /every of a fault is a whole number/],
    [['--clock', 'noon'], /--clock: "noon" is not an ISO time/],
    [['--fault', 'gremlin'], /no fault of kind gremlin/],
    [['--fault', 'reset:afer=1'], /has no afer/],
    [['--fault', 'reset:after=soon'], /after of a fault is a whole number/],
  ])('is refused with a reason: %j', (commandLine, message) => {
    expect(() => parseCommandLine(commandLine)).toThrow(message);
  });
});

describe('the command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says that it simulates, answers, and stops on %s',
    async (signal) => {
      const child = spawn(process.execPath, [main, '--port', '0']);
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      while (!output.includes('Stop it with Ctrl-C.')) {
        // oxlint-disable-next-line no-await-in-loop
        await once(child.stdout, 'data');
      }
      const url = /MARKETLOOM_BINANCE_USDM_URL=(\S+)/.exec(output)?.[1] ?? '';
      const answer = await fetch(url);
      expect(answer.headers.get('x-simulated')).toBe('true');
      expect(await answer.json()).toMatchObject({
        simulated: true,
        environment: { MARKETLOOM_BINANCE_SPOT_URL: url },
      });
      expect((await fetch(`${url}/api/v3/ping`)).status).toBe(200);
      child.kill(signal);
      const [code] = await once(child, 'exit');
      expect(code).toBe(0);
      expect(output).toMatch(
        /simulated exchange.*no market data.*Stopped after 1 requests, 0 of them inside a ban/s,
      );
    },
  );

  it('says what is wrong, without a stack', async () => {
    const child = spawn(process.execPath, [main, '--port', 'x']);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [code] = await once(child, 'close');
    expect([code, errors]).toEqual([2, '--port is a whole number, but is x\n']);
  });
});
