import { recordings, withoutRecordings } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { archiveFilePages } from './archive-pages.ts';
import { linearPerpetual } from '../fixtures/instruments.ts';
import { usdmKlines } from '../klines.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const FILE = 'history/binance-usdm-vision-LINKUSDT-1m-2023-02.csv';

test.skipIf(recordings === null)(`a real month of LINKUSDT comes whole, digit for digit${skipped}`, () => {
  const text = recordings?.text(FILE) ?? '';
  const period = { start: Date.UTC(2023, 1, 1), end: Date.UTC(2023, 2, 1) };
  const wrong: string[] = [];
  const pages = [
    ...archiveFilePages(Buffer.from(text), {
      name: FILE,
      period,
      wanted: period,
      interval: '1m',
      operation: 'klineArchive LINKUSDT 1m',
      exchange: 'binance',
      instrument: linearPerpetual,
      dialect: usdmKlines.dialect,
      onWrongLine: (line) => wrong.push(line),
    }),
  ];
  expect(wrong).toEqual([]);
  expect(pages.map(({ range }) => range.start).slice(1)).toEqual(
    pages.map(({ range }) => range.end).slice(0, -1),
  );
  expect([pages[0]?.range.start, pages.at(-1)?.range.end]).toEqual([period.start, period.end]);
  const read = pages.flatMap(({ klines: { columns, length } }) =>
    Array.from({ length }, (_, row) =>
      [
        columns.openTime,
        columns.open,
        columns.high,
        columns.low,
        columns.close,
        columns.volume,
        columns.closeTime,
        columns.quoteVolume,
        columns.tradeCount,
        columns.takerBuyVolume,
        columns.takerBuyQuoteVolume,
      ].map((column) => String(column?.[row])),
    ),
  );
  const written = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(',').slice(0, 11));
  expect(read).toHaveLength(28 * 1440);
  expect(read).toEqual(written);
});
