import { expect, it } from 'vitest';
import { recordingChecks } from '../checks/recording-checks.ts';
import { toySubject } from '../fixtures/toy.ts';
import type { RecordedResponse } from './recorded-response.ts';
import { startReplayServer } from './replay-server.ts';

it('answers with the recording of the path that shares most parameters, and with nothing made up', async () => {
  await using server = await startReplayServer([
    { url: 'https://x.invalid/klines?symbol=A&interval=1m', text: '"A 1m"' },
    { url: 'https://x.invalid/klines?symbol=B&interval=1m', text: '"B 1m"' },
    { url: 'https://x.invalid/gone', text: '"gone"', status: 410 },
  ]);
  const ask = async (path: string): Promise<[number, string]> => {
    const response = await fetch(server.url + path);
    return [response.status, await response.text()];
  };
  expect(await ask('/klines?symbol=B&interval=1m&limit=5')).toEqual([200, '"B 1m"']);
  expect(await ask('/klines?symbol=A')).toEqual([200, '"A 1m"']);
  expect(await ask('/gone')).toEqual([410, '"gone"']);
  expect(await ask('/other')).toEqual([404, 'nothing was recorded of /other']);
  expect(server.requests).toHaveLength(4);
});

const subject = toySubject();
const url = 'https://toy.invalid';
const minute = (index: number): unknown[] => [
  String(index * 60_000),
  '1.0',
  '2',
  '1.0',
  '1.50',
  '7',
  '',
  '3',
];
const good: readonly RecordedResponse[] = [
  {
    file: 'symbols.json',
    kind: 'symbols',
    market: 'spot',
    url: `${url}/pairs`,
    text: '{"pairs":[{"name":"ABC","kind":"pair","base":"AB","quote":"C","state":"on"}]}',
  },
  {
    file: 'klines.json',
    kind: 'klines',
    market: 'spot',
    url: `${url}/candles/XBTUSD`,
    text: JSON.stringify({ result: { rows: [3, 2, 1].map(minute) } }),
  },
  {
    file: 'book.json',
    kind: 'orderbook',
    market: 'spot',
    url: `${url}/book/XBTUSD`,
    text: '{"bids":[["1","2"]],"asks":[["1.5","2"]],"id":7,"time":1}',
  },
];

it.each(recordingChecks(subject, good))('a good recording: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

const [symbols, klines, book] = good as [RecordedResponse, RecordedResponse, RecordedResponse];
const bad: readonly RecordedResponse[] = [
  { ...symbols, file: 'no row is one', text: '{"pairs":[{"name":"ABC","kind":"basket"}]}' },
  { ...klines, file: 'another interval', interval: '5m' },
  { ...klines, file: 'seven minutes', text: JSON.stringify({ result: { rows: [14, 7, 0].map(minute) } }) },
  { ...book, file: 'crossed', text: '{"bids":[["2","2"]],"asks":[["1.5","2"]],"id":7,"time":1}' },
];

it.each(recordingChecks(subject, bad))('a bad recording is told: $name', async ({ run }) => {
  await expect(run()).rejects.toThrow(/./);
});
