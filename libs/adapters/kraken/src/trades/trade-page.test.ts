import { BadResponseError } from '@marketloom/exchange';
import { JsonReader, parseExactJson } from '@marketloom/transport';
import { expect, it } from 'vitest';
import { readTradePage } from './trade-page.ts';

const read = (result: string) => {
  const body = new TextEncoder().encode(`{"error":[],"result":${result}}`);
  const context = { exchange: 'kraken', operation: 'test' };
  return readTradePage(JsonReader.of(parseExactJson(body), context), 5n);
};

it('reads the example of the documentation digit for digit', () => {
  const page = read(
    `{"XXBTZUSD":[["30243.40000","0.34507674",1688669597.8277369,"b","m","",61044952],
      ["30243.30000","0.00376960",1688669598.2804112,"s","l","",61044953]],"last":"1688669598280411213"}`,
  );
  expect(page).toEqual({
    since: 5n,
    last: 1_688_669_598_280_411_213n,
    trades: [
      { id: '61044952', timeMs: 1_688_669_597_827, price: '30243.40000', volume: '0.34507674' },
      { id: '61044953', timeMs: 1_688_669_598_280, price: '30243.30000', volume: '0.00376960' },
    ],
  });
});

it.each([
  ['1688669599.9999999', 1_688_669_599_999],
  ['1688669600', 1_688_669_600_000],
  ['1688669600.05', 1_688_669_600_050],
])('the time %s is cut off and never rounded up', (time, expected) => {
  expect(read(`{"A":[["1","1",${time},"b","m","",1]],"last":"9"}`).trades[0]?.timeMs).toBe(expected);
});

it('trades without ids, as they came until 2019, are told apart by what they say', () => {
  const row = '["348.100000","4.60000000",1557895726.2415,"s","l",""]';
  const later = '["348.100000","4.60000000",1557895726.2416,"s","l",""]';
  const { trades } = read(`{"BCHEUR":[${row},${row},${later}],"last":"1557895726241612345"}`);
  expect(new Set(trades.map(({ id }) => id)).size).toBe(3);
  expect(trades.map(({ timeMs }) => timeMs)).toEqual(Array(3).fill(1_557_895_726_241));
  const [again] = read(`{"BCHEUR":[${row}],"last":"1557895726241500001"}`).trades;
  expect(again?.id).toBe(trades[0]?.id);
});

it('of no trades the last is what was asked for', () => {
  expect(read('{"A":[],"last":"0"}')).toEqual({ since: 5n, last: 5n, trades: [] });
});

it.each([
  ['an id that is none', '{"A":[["1","1",1,"b","m","",{}]],"last":"9"}'],
  ['no time', '{"A":[["1","1"]],"last":"9"}'],
  ['a time that is none', '{"A":[["1","1","soon","b","m","",1]],"last":"9"}'],
  ['a price below zero', '{"A":[["-1","1",1,"b","m","",1]],"last":"9"}'],
  ['no rows', '{"last":"9"}'],
])('%s is a bad response', (_, result) => {
  expect(() => read(result)).toThrow(BadResponseError);
});
