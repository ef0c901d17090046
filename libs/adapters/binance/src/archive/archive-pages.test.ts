import type { Interval, KlinePage, TimeRange } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { archiveFilePages } from './archive-pages.ts';
import { spotPair } from '../fixtures/instruments.ts';
import { spotKlines } from '../klines.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const DAY: TimeRange = { start: START, end: START + 24 * HOUR };

const line = (open: number, unitsPerMs = 1): string =>
  `${open * unitsPerMs},1.10,1.30,1.00,1.20,5.0,${(open + HOUR) * unitsPerMs - 1},6.00,3,2.5,3.00,0`;
const lines = (...hours: readonly number[]): string[] => hours.map((hour) => line(START + hour * HOUR));

interface Read {
  readonly pages: KlinePage[];
  readonly wrong: string[];
}

function read(
  text: string | readonly string[],
  options: { period?: TimeRange; wanted?: TimeRange; interval?: Interval } = {},
): Read {
  const { period = DAY, wanted = period, interval = '1h' } = options;
  const csv = Buffer.from(typeof text === 'string' ? text : `${text.join('\n')}\n`, 'latin1');
  const wrong: string[] = [];
  const pages = archiveFilePages(csv, {
    interval,
    period,
    wanted,
    name: 'BTCUSDT-1h-2024-01-01.zip',
    operation: 'klineArchive BTCUSDT 1h',
    exchange: 'binance',
    instrument: spotPair,
    dialect: spotKlines.dialect,
    onWrongLine: (each) => wrong.push(each),
  });
  return { pages: [...pages], wrong };
}

/** The hours that pages answer for. */
const hoursOf = ({ pages }: Read): number[][] =>
  pages.map(({ range, klines }) => {
    const hours = klines.columns.openTime.map((open) => (open - START) / HOUR);
    expect(range).toEqual({
      start: START + (hours[0] ?? 0) * HOUR,
      end: START + ((hours.at(-1) ?? 0) + 1) * HOUR,
    });
    return hours;
  });

test('a file is one page, digit for digit', () => {
  const { pages, wrong } = read(lines(0, 1));
  expect(wrong).toEqual([]);
  expect(pages).toHaveLength(1);
  expect(pages[0]?.range).toEqual({ start: START, end: START + 2 * HOUR });
  expect(pages[0]?.klines.columns).toEqual({
    openTime: [START, START + HOUR],
    closeTime: [START + HOUR - 1, START + 2 * HOUR - 1],
    open: ['1.10', '1.10'],
    high: ['1.30', '1.30'],
    low: ['1.00', '1.00'],
    close: ['1.20', '1.20'],
    volume: ['5.0', '5.0'],
    quoteVolume: ['6.00', '6.00'],
    tradeCount: [3, 3],
    takerBuyVolume: ['2.5', '2.5'],
    takerBuyQuoteVolume: ['3.00', '3.00'],
  });
});

test('microseconds, a header line, returns before newlines and a missing last newline make no difference', () => {
  const plain = read(lines(0, 1, 2));
  const inMicroseconds = [0, 1, 2].map((hour) => line(START + hour * HOUR, 1000));
  expect(read(inMicroseconds)).toEqual(plain);
  expect(read(['open_time,open,high,low,close,volume,close_time,…', ...lines(0, 1, 2)])).toEqual(plain);
  expect(read(lines(0, 1, 2).join('\r\n'))).toEqual(plain);
  expect(read(`${lines(0, 1, 2).join('\n')}\n\n`)).toEqual(plain);
});

test('a time in the other unit is a wrong row: units are not mixed', () => {
  const mixed = read([line(START), line(START + HOUR, 1000), line(START + 2 * HOUR)]);
  expect(hoursOf(mixed)).toEqual([[0], [2]]);
  expect(mixed.wrong).toEqual([line(START + HOUR, 1000)]);
});

test('no page answers for what the file lacks', () => {
  expect(hoursOf(read(lines(2, 3, 7, 9, 10)))).toEqual([[2, 3], [7], [9, 10]]);
  expect(hoursOf(read(''))).toEqual([]);
  expect(hoursOf(read('open_time,open\n'))).toEqual([]);
});

test('only what is wanted comes', () => {
  const wanted = { start: START + 3 * HOUR, end: START + 5 * HOUR };
  expect(hoursOf(read(lines(0, 1, 2, 3, 4, 5, 6), { wanted }))).toEqual([[3, 4]]);
});

const [six] = lines(6);
const wrongRows: readonly (readonly [string, string | undefined])[] = [
  ['too few columns', six?.split(',').slice(0, 11).join(',')],
  ['too many columns', `${six},0`],
  ['a price that is none', six?.replace('1.10', 'NaN')],
  ['a negative volume', six?.replace('5.0', '-5.0')],
  ['a high below low', six?.replace('1.30', '0.30')],
  ['an empty price', six?.replace('1.30', '')],
  ['a fraction of a trade', six?.replace(',3,', ',3.5,')],
  ['no trade count', six?.replace(',3,', ',,')],
  [
    'a close time in the next candle',
    line(START + 6 * HOUR).replace(/\d{13},6\.00/, `${START + 7 * HOUR + 1},6.00`),
  ],
  ['an open time off the hour', line(START + 6 * HOUR + 500)],
  ['an open time outside of the file', line(START + 30 * HOUR)],
  ['no open time', six?.replace(/^\d+/, 'soon')],
  ['an open time alone', String(START + 6 * HOUR)],
];

test.each(wrongRows)('%s: that row is left out, and no page answers for it', (_, row = '') => {
  const result = read([...lines(0, 1, 2, 3, 4, 5), row, ...lines(7, 8)]);
  expect(hoursOf(result).flat()).toEqual([0, 1, 2, 3, 4, 5, 7, 8]);
  expect(result.wrong).toHaveLength(1);
});

test('a candle that is cut short by one off the grid is left out as that is', () => {
  const cut = line(START + 2 * HOUR).replace(/\d{13},6\.00/, `${START + 2 * HOUR + 20_798},6.00`);
  const off = [2, 3, 4].map((hour) => line(START + hour * HOUR + 20_799));
  const result = read([...lines(0, 1), cut, ...off, ...lines(6, 7)]);
  expect(hoursOf(result)).toEqual([
    [0, 1],
    [6, 7],
  ]);
  expect(result.wrong.toSorted()).toEqual([cut, ...off].toSorted());
  // Cut short by an outage, it has all the trades there were.
  expect(hoursOf(read([...lines(0, 1), cut, ...lines(6, 7)]))).toEqual([
    [0, 1, 2],
    [6, 7],
  ]);
});

test('a file of nothing but wrong rows answers for nothing', () => {
  const result = read(lines(0, 1, 2, 3).map((each) => each.replace('1.30', '0.30')));
  expect(result.pages).toEqual([]);
  expect(result.wrong).toHaveLength(4);
});

test('rows out of order are sorted, and of identical ones the first stays', () => {
  const result = read(lines(3, 1, 2, 0, 2, 1));
  expect(hoursOf(result)).toEqual([[0, 1, 2, 3]]);
  expect(result.wrong).toEqual([]);
});

test('two different candles with one open time are a bad response', () => {
  const [first = '', second = ''] = lines(0, 1);
  const rows = [first, second, second.replace('1.20', '1.21')];
  expect(() => read(rows)).toThrow(
    expect.objectContaining({
      kind: 'badResponse',
      message: expect.stringContaining(
        "2024-01-01T01:00:00Z in the archive's file BTCUSDT-1h-2024-01-01.zip",
      ),
    }),
  );
});

test('pages have a few thousand rows at most, and follow each other', () => {
  const minutes = Array.from({ length: 12_000 }, (_, index) => START + index * 60_000);
  const rows = minutes.map((open) => line(open).replace(/\d{13},6\.00/, `${open + 59_999},6.00`));
  const period = { start: START, end: START + 31 * 24 * HOUR };
  const { pages } = read(rows, { interval: '1m', period });
  expect(pages.map(({ klines }) => klines.length)).toEqual([5000, 5000, 2000]);
  expect(pages.flatMap(({ klines }) => klines.columns.openTime)).toEqual(minutes);
  expect(pages[1]?.range.start).toBe(pages[0]?.range.end);
});
