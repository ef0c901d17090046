import { parseArgs } from 'node:util';
import type { ArchiveOptions } from './archive/archive-options.ts';
import { type Fault, parseFault, WHOLE_NUMBER_KEYS } from './faults/fault.ts';
import { isMarket } from './market.ts';
import type { SandboxOptions } from './options.ts';
import type { RecordedKlines } from './recorded/recorded-klines.ts';

/** Something on the command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `--help` prints. */
export const HELP = `A simulated Binance (spot, USD-M and COIN-M futures) on loopback. All its data is made up or replayed.

  node tools/sandbox-exchange/src/main.ts [options]

  --port N              the port to listen on (8089); 0 takes a free one
  --host ADDRESS        the address to listen on (127.0.0.1)
  --seed TEXT           another seed makes other data (marketloom)
  --limits on|off|N     the exchange's weight limits: kept, switched off, or N times as high (on)
  --further-spot N      N more spot instruments, SIM001USDT and so on (0)
  --recorded MARKET:SYMBOL=FILE
                        serve the rows of a CSV file in place of made-up candles; repeatable
  --outage FROM..TO     no candles of any instrument then, ISO times; repeatable
  --revise MARKET:SYMBOL=FROM..TO@TIME
                        candles that the exchange changes at a time after it has served them, ISO times; repeatable
  --lag-ms N            candles that have closed appear in answers N ms after (0)
  --delay-ms N          answers are sent N ms late (0)
  --clock TIME          the exchange's clock at the start, an ISO time; it runs on from there
  --clock-rate N        the exchange's clock runs N times as fast as the machine's (1)
  --book-levels N       levels a side of each book (as many as REST shows at most: 5000 on spot, 1000 on futures)
  --delist MARKET:SYMBOL=TIME
                        the exchange gives an instrument up at an ISO time; repeatable
  --archive-lag DAY,MONTH
                        hours after which the files of a day and of a month are published (8,30)
  --archive-header on|off
                        whether the futures' files begin with a header row (on)
  --fault KIND[:KEY=VALUE,...]
                        keys: endpoint, market, symbol, after, times (a number or always), every, probability,
                        retryAfter, status, delayMs, behindMs, forMs; repeatable
  --help                this

  node tools/sandbox-exchange/src/main.ts --recorded usdm:LINKUSDT=LINKUSDT-1m-2023-02.csv
  node tools/sandbox-exchange/src/main.ts --fault ban:market=usdm,after=20,retryAfter=5
  node tools/sandbox-exchange/src/main.ts --clock-rate 60 --fault stream-dropped:probability=0.001,times=always
`;

/** The default port of the command. */
const PORT = 8089;
const HOUR_MS = 3_600_000;
const NUMBERS: ReadonlySet<string> = new Set(['probability', ...WHOLE_NUMBER_KEYS]);

/**
 * Turns the command line into options; null asks for the help.
 * @throws {UsageError} naming what cannot be understood
 */
export function parseCommandLine(commandLine: readonly string[]): SandboxOptions | null {
  const values = readFlags(commandLine);
  if (values.help) return null;
  return {
    port: wholeNumber('port', values.port ?? String(PORT)),
    host: values.host ?? '127.0.0.1',
    furtherSpot: wholeNumber('further-spot', values['further-spot'] ?? '0'),
    limits: limitsOf(values.limits ?? 'on'),
    recorded: (values.recorded ?? []).map(recordedOf),
    outages: (values.outage ?? []).map((value) => spanOf('outage', value)),
    revisions: (values.revise ?? []).map(revisionOf),
    lagMs: wholeNumber('lag-ms', values['lag-ms'] ?? '0'),
    delayMs: wholeNumber('delay-ms', values['delay-ms'] ?? '0'),
    delistings: (values.delist ?? []).map(delistingOf),
    archive: archiveOf(values['archive-lag'] ?? '8,30', values['archive-header'] ?? 'on'),
    faults: (values.fault ?? []).map(faultOf),
    rate: positiveNumber('clock-rate', values['clock-rate'] ?? '1'),
    ...(values['book-levels'] === undefined
      ? {}
      : { bookLevels: wholeNumber('book-levels', values['book-levels']) }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.clock === undefined ? {} : { now: clockFrom(timeOf('clock', values.clock)) }),
  };
}

function readFlags(commandLine: readonly string[]) {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  try {
    return parseArgs({
      args: [...commandLine],
      options: {
        port: text,
        host: text,
        seed: text,
        limits: text,
        'further-spot': text,
        recorded: texts,
        outage: texts,
        revise: texts,
        'lag-ms': text,
        'delay-ms': text,
        clock: text,
        'clock-rate': text,
        'book-levels': text,
        delist: texts,
        'archive-lag': text,
        'archive-header': text,
        fault: texts,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(flag: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new UsageError(`--${flag} is a whole number, but is ${value}`);
  return Number(value);
}

function positiveNumber(flag: string, value: string): number {
  if (!(Number(value) > 0 && Number.isFinite(Number(value)))) {
    throw new UsageError(`--${flag} is a positive number, but is ${value}`);
  }
  return Number(value);
}

function limitsOf(value: string): boolean | { scale: number } {
  if (value === 'on' || value === 'off') return value === 'on';
  if (!(Number(value) > 0)) throw new UsageError(`--limits is on, off or a positive number, but is ${value}`);
  return { scale: Number(value) };
}

function recordedOf(value: string): RecordedKlines {
  const { market, symbol, rest } = instrumentAnd('recorded', value);
  return { market, symbol, csv: rest };
}

function delistingOf(value: string) {
  const { market, symbol, rest } = instrumentAnd('delist', value);
  return { market, symbol, at: timeOf('delist', rest) };
}

function instrumentAnd(flag: string, value: string) {
  const [, market, symbol, rest] = /^(\w+):([^=]+)=(.+)$/.exec(value) ?? [];
  if (!isMarket(market) || !symbol || !rest) {
    throw new UsageError(`--${flag} ${value} is not MARKET:SYMBOL=VALUE with a market of spot, usdm, coinm`);
  }
  return { market, symbol, rest };
}

function revisionOf(value: string) {
  const { market, symbol, rest } = instrumentAnd('revise', value);
  const [span = '', at = ''] = rest.split('@');
  return { market, symbol, ...spanOf('revise', span), at: timeOf('revise', at) };
}

function spanOf(flag: string, value: string) {
  const [from = '', to = ''] = value.split('..');
  return { start: timeOf(flag, from), end: timeOf(flag, to) };
}

/** A clock that shows a time now, and runs. */
function clockFrom(time: number): () => number {
  const startedAt = performance.now();
  return () => time + Math.floor(performance.now() - startedAt);
}

function timeOf(flag: string, value: string): number {
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw new UsageError(`--${flag}: "${value}" is not an ISO time`);
  return time;
}

function archiveOf(lag: string, header: string): ArchiveOptions {
  const [, daily, monthly] = /^(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(lag) ?? [];
  if (daily === undefined || monthly === undefined) {
    throw new UsageError(`--archive-lag is two numbers of hours, such as 8,30, but is ${lag}`);
  }
  if (header !== 'on' && header !== 'off')
    throw new UsageError(`--archive-header is on or off, but is ${header}`);
  return {
    dailyLag: Number(daily) * HOUR_MS,
    monthlyLag: Number(monthly) * HOUR_MS,
    header: header === 'on',
  };
}

function faultOf(value: string): Fault {
  const colon = value.indexOf(':');
  const kind = colon < 0 ? value : value.slice(0, colon);
  const pairs = colon < 0 ? [] : value.slice(colon + 1).split(',');
  const entries = pairs.map((pair) => {
    const [key = '', text = ''] = pair.split('=');
    return [key, NUMBERS.has(key) && text !== 'always' ? Number(text) : text] as const;
  });
  try {
    return parseFault({ kind, ...Object.fromEntries(entries) });
  } catch (error) {
    throw new UsageError(`--fault ${value}: ${(error as Error).message}`);
  }
}
