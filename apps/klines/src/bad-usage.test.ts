import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

const day = ['--start', '2024-01-01', '--end', '2024-01-02'];
const ingest = (...flags: string[]): string[] => ['ingest', '--exchange', 'binance', ...flags];
const btc = ['--symbols', 'BTC-USDT-SPOT'];
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

const folder = mkdtempSync(join(tmpdir(), 'marketloom-config-'));
const configured = (text: string): string[] => {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.ini`);
  writeFileSync(path, text);
  return ['status', '--config', path];
};

/** What is typed, and what the answer must say. */
const cases: readonly (readonly [name: string, args: () => string[], says: readonly string[]])[] = [
  ['no command', () => [], ['name a command; see marketloom-klines --help\n']],
  ['an unknown command', () => ['ingset'], ['ingest? see marketloom-klines --help']],
  [
    'the status of an unknown symbol',
    () => ['status', '--symbols', 'BTC-USTD-SPOT'],
    ['unknown symbol BTC-USTD-SPOT', 'did you mean BTC-USDT-SPOT'],
  ],
  ['an unknown flag', () => ingest(...btc, '--interval', '1m', ...day, '--strat', '1'), ['strat', '--help']],
  ['a missing flag', () => ingest(...btc, '--interval', '1m'), ['start', 'marketloom-klines ingest --help']],
  [
    'an unknown exchange',
    () => ['ingest', '--exchange', 'krakn', ...btc, '--interval', '1m', ...day],
    ['krakn', 'npm install @marketloom/adapter-krakn'],
  ],
  [
    'an unknown symbol',
    () => ingest('--symbols', 'BTC-USTD-SPOT', '--interval', '1m', ...day),
    ['unknown symbol BTC-USTD-SPOT', 'did you mean BTC-USDT-SPOT'],
  ],
  [
    'no symbol at all',
    () => ingest('--symbols', 'BTCUSDT', '--interval', '1m', ...day),
    ['BTCUSDT', 'BASE-QUOTE'],
  ],
  [
    'a flag given twice',
    () => ingest(...btc, '--interval', '1m', '--interval', '1h', ...day),
    ['--interval', 'A,B'],
  ],
  [
    'a start in the future, without an end',
    () => ingest(...btc, '--interval', '1m', '--start', tomorrow),
    ['--start', 'in the future'],
  ],
  [
    'a verification backwards',
    () => ['verify', '--start', '2024-02-01', '--end', '2024-01-01'],
    ['not before --end'],
  ],
  ['a repair of the future', () => ['repair', '--start', tomorrow], ['in the future']],
  ['no instruments', () => ingest('--interval', '1m', ...day), ['--symbols', '--quote', '--all']],
  [
    'two ways at once',
    () => ingest(...btc, '--all', '--interval', '1m', ...day),
    ['--symbols', '--all', 'one of them'],
  ],
  [
    'a filter that fits none',
    () => ingest('--quote', 'XYZ', '--interval', '1m', ...day),
    ['quote XYZ', 'marketloom-symbols list'],
  ],
  [
    'a bad interval',
    () => ingest(...btc, '--interval', '1m,7m', ...day),
    ['--interval', '"7m"', '1m, 3m, 5m'],
  ],
  [
    'a bad date',
    () => ingest(...btc, '--interval', '1m', '--start', '2024-02-30'),
    ['--start', '2024-02-30', 'no such day'],
  ],
  [
    'a time that is none',
    () => ingest(...btc, '--interval', '1m', '--start', 'monday'),
    ['--start', 'monday', 'epoch milliseconds'],
  ],
  [
    'a start after the end',
    () => ingest(...btc, '--interval', '1m', '--start', '2024-01-02', '--end', '2024-01-01'),
    ['--start 2024-01-02', 'not before --end 2024-01-01'],
  ],
  [
    'a start in the future',
    () => ingest(...btc, '--interval', '1m', '--start', tomorrow, '--end', '2999-01-01'),
    [`--start ${tomorrow}`, 'future'],
  ],
  [
    'a bad count',
    () => ingest(...btc, '--interval', '1m', ...day, '--concurrency', '0'),
    ['--concurrency', '1 up'],
  ],
  [
    'no such configuration file',
    () => ['status', '--config', join(folder, 'none.ini')],
    ['none.ini', 'no such file'],
  ],
  ['a configuration that is none', () => configured('[database\n'), ['.ini, line 1']],
  [
    'an unknown section',
    () => configured('[databse]\nurl = x\n'),
    ['.ini: [databse]', 'no such section', '[database]'],
  ],
  [
    'an unknown key',
    () => configured('[database]\nurll = x\n'),
    ['.ini: [database] urll', 'did you mean url?'],
  ],
  [
    'a bad value',
    () => configured('[klines]\nconcurrency = many\n'),
    ['.ini: [klines] concurrency', 'whole number', '"many"'],
  ],
  [
    'an unknown key of an exchange',
    () => configured('[binance]\nspot = x\n'),
    ['.ini: [binance] spot', 'spot_url'],
  ],
  [
    'a bad value of an exchange',
    () => configured('[binance]\nsettle_delay = soon\n'),
    ['.ini: [binance] settle_delay', 'duration'],
  ],
  [
    'a bad log level',
    () => ['status', '--log-level', 'loud'],
    ['[logging] level', 'debug, info, warn, error'],
  ],
  [
    'a database address that is none',
    () => ['status', '--database-url', 'mysql://u:secret@h/d'],
    ['postgres://'],
  ],
];

describe('bad usage and configuration', () => {
  let fixture: KlinesFixture;
  beforeAll(async () => {
    fixture = await startKlinesFixture();
    fixture.sandbox.clearRequests();
  });
  afterAll(() => fixture?.close());

  it.each(cases)('%s: exit 2, and says what to do', async (_, args, says) => {
    const run = await fixture.klines(args());
    expect(run.stderr).toMatch(/^error: /m);
    for (const part of says) expect(run.stderr).toContain(part);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    // A stack and a password help nobody.
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(run.stderr).not.toContain('secret');
    expect(fixture.sandbox.requests).toEqual([]);
  });
});
