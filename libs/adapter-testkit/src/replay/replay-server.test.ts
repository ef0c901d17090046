import { expect, it } from 'vitest';
import { recordingChecks } from '../checks/recording-checks.ts';
import { toyAdapter, toySubject } from '../fixtures/toy.ts';
import { toyMarket } from '../fixtures/toy-markets.ts';
import type { SimulatedEndpoint } from '../simulation/description.ts';
import type { ConformanceSubject } from '../subject.ts';
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

it('tells questions that are put by POST by what they ask', async () => {
  const posted = { url: 'https://x.invalid/info' };
  await using server = await startReplayServer([
    { ...posted, asked: { type: 'candles', req: { coin: 'BTC' } }, text: '"BTC"' },
    { ...posted, asked: { type: 'candles', req: { coin: 'ETH' } }, text: '"ETH"' },
    { ...posted, asked: { type: 'book' }, text: '"book"' },
  ]);
  const ask = async (body: unknown): Promise<string> => {
    const response = await fetch(`${server.url}/info`, { method: 'POST', body: JSON.stringify(body) });
    return response.text();
  };
  expect(await ask({ type: 'candles', req: { coin: 'ETH', startTime: 7 } })).toBe('"ETH"');
  expect(await ask({ type: 'candles', req: { coin: 'BTC' } })).toBe('"BTC"');
  expect(await ask({ type: 'book', coin: 'ETH' })).toBe('"book"');
});

const subject = paged(toySubject());
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
const row = (name: string, state: string): string =>
  JSON.stringify({ name, kind: 'pair', base: 'AB', quote: 'C', state });
type Five = readonly [
  RecordedResponse,
  RecordedResponse,
  RecordedResponse,
  RecordedResponse,
  RecordedResponse,
];
const good: readonly RecordedResponse[] = [
  {
    file: 'symbols.json',
    kind: 'symbols',
    market: 'spot',
    url: `${url}/pairs`,
    text: `{"pairs":[${row('ABC', 'on')}]}`,
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
  { file: 'row.json', kind: 'symbols', market: 'spot', url: `${url}/pairs/ABC`, text: row('ABC', 'on') },
  { file: 'error.json', kind: 'error', market: 'spot', url, status: 404, text: '{"error":"no such pair"}' },
  {
    file: 'a known error.json',
    kind: 'error',
    market: 'spot',
    url,
    text: '{"error":"closed"}',
    errorKind: 'maintenance',
  },
];

it.each(recordingChecks(subject, good))('a good recording: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

const [symbols, klines, book, alone, error] = good as unknown as Five;
const bad: readonly RecordedResponse[] = [
  { ...symbols, file: 'no row is one', text: '{"pairs":[{"name":"ABC","kind":"basket"}]}' },
  { ...klines, file: 'another interval', interval: '5m' },
  { ...klines, file: 'seven minutes', text: JSON.stringify({ result: { rows: [14, 7, 0].map(minute) } }) },
  { ...symbols, file: 'no listing', text: '{"pears":[]}' },
  { ...alone, file: 'a row of another', text: row('ABD', 'on') },
  { ...alone, file: 'a row that nobody knows', text: row('ABC', 'who knows') },
  { ...error, file: 'no error at all', status: 200, text: book.text },
  { ...error, file: 'an error that nobody knows', text: '<html>', status: 200 },
  { ...error, file: 'another error', errorKind: 'rateLimit' },
  { ...book, file: 'crossed', text: '{"bids":[["2","2"]],"asks":[["1.5","2"]],"id":7,"time":1}' },
];

it.each(recordingChecks(subject, bad))('a bad recording is told: $name', async ({ run }) => {
  await expect(run()).rejects.toThrow(/./);
});

/** The toy with a listing that comes in pages, until there are no more, and with rows that come alone. */
function paged({ simulation }: ConformanceSubject): ConformanceSubject {
  const market = toyMarket();
  const [simulated] = simulation.markets;
  const definition = toyAdapter({
    ...market,
    listing: async () => ({
      ...(await market.listing()),
      async *rows(ask) {
        for (let page = 0; ; page += 1) {
          const rows = (await ask({ path: '/pairs', query: { page } })).field('pairs').items();
          if (rows.length === 0) return;
          yield rows;
        }
      },
      rowsOf: async (ask, { exchangeSymbol }) => [await ask({ path: `/pairs/${exchangeSymbol}` })],
    }),
  });
  const [all] = simulated.listing;
  const listing: readonly SimulatedEndpoint[] = [
    {
      path: '/pairs',
      answer: (request) =>
        request.query.get('page') === '0' && all !== undefined
          ? all.answer(request)
          : { body: { pairs: [] } },
    },
    { path: '/pairs/:name', answer: () => ({ status: 404, body: { error: 'no such pair' } }) },
  ];
  return { definition, simulation: { ...simulation, markets: [{ ...simulated, listing }] } };
}
