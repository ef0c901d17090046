import { BadResponseError } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { thrown } from '../fixtures/thrown.ts';
import { JsonReader } from './json-reader.ts';
import { parseExactJson } from './parse-exact-json.ts';

const context = { exchange: 'testex', operation: 'fetchKlines BTCUSD 1m' };
const read = (text: string): JsonReader => JsonReader.of(parseExactJson(text), context);

const failure = (fail: () => unknown): BadResponseError => thrown(fail) as BadResponseError;

describe('JsonReader', () => {
  it('reads values where they are of the kind asked for', () => {
    const root = read('{"result":[[1700000000,"0.10",1e-8,true,null]],"code":"0","n":null}');
    const row = root.field('result').item(0);
    expect(row.item(0).integer()).toBe(1_700_000_000);
    expect(row.item(1).decimal()).toBe('0.10');
    expect(row.item(2).decimal()).toBe('1e-8');
    expect(row.item(3).boolean()).toBe(true);
    expect(row.item(4).isNull).toBe(true);
    expect(root.field('code').string()).toBe('0');
    expect(root.field('code').integer()).toBe(0);
    expect(root.optional('n')?.isNull).toBe(true);
    expect(root.optional('toString')).toBeNull();
    expect(root.entries().map(([name]) => name)).toEqual(['result', 'code', 'n']);
    expect(row.items().map(({ path }) => path)).toEqual(
      [0, 1, 2, 3, 4].map((index) => `$.result[0][${index}]`),
    );
  });

  it.each<[string, (root: JsonReader) => unknown, string, string, string]>([
    ['a missing field', (root) => root.field('b').field('price'), '$.b', 'has no field "price"', '{}'],
    ['a field of an array', (root) => root.field('a').field('x'), '$.a', 'is not an object', '[1,"x"]'],
    [
      'a field of a number',
      (root) => root.field('a').item(0).optional('x'),
      '$.a[0]',
      'is not an object',
      '1',
    ],
    ['fields of a string', (root) => root.field('a').item(1).entries(), '$.a[1]', 'is not an object', '"x"'],
    [
      'items of an object',
      (root) => root.items(),
      '$',
      'is not an array',
      '{"a":[1,"x"],"b":{},"d e":-0.50}',
    ],
    [
      'an item of an object',
      (root) => root.item(0),
      '$',
      'is not an array',
      '{"a":[1,"x"],"b":{},"d e":-0.50}',
    ],
    ['an item too far', (root) => root.field('a').item(2), '$.a', 'has 2 items, no item 2', '[1,"x"]'],
    [
      'a string that is a number',
      (root) => root.field('a').item(0).string(),
      '$.a[0]',
      'is not a string',
      '1',
    ],
    [
      'a decimal that is text',
      (root) => root.field('a').item(1).decimal(),
      '$.a[1]',
      'is not a decimal number',
      '"x"',
    ],
    [
      'a whole number with a fraction',
      (root) => root.field('d e').integer(),
      '$["d e"]',
      'is not a whole number',
      '-0.50',
    ],
    ['a truth that is an object', (root) => root.field('b').boolean(), '$.b', 'is not true or false', '{}'],
  ])('names the path of %s', (_, use, path, reason, sample) => {
    const error = failure(() => use(read('{"a":[1,"x"],"b":{},"d e":-0.50}')));
    expect(error).toBeInstanceOf(BadResponseError);
    expect(error).toMatchObject({ path, sample, exchange: 'testex', operation: 'fetchKlines BTCUSD 1m' });
    expect(error.message).toContain(`a value in the answer ${reason} (at ${path}: ${sample})`);
  });

  it.each(['NaN', 'Infinity', '', ' 1', '0x10', '1.', '.5', '+1', '1,5', '1e'])(
    'takes "%s" for no decimal',
    (text) => {
      expect(failure(() => read(JSON.stringify(text)).decimal()).path).toBe('$');
    },
  );

  it('refuses whole numbers that a float does not hold', () => {
    expect(read('9007199254740991').integer()).toBe(Number.MAX_SAFE_INTEGER);
    expect(failure(() => read('9007199254740993').integer()).message).toContain(
      'is too large a whole number',
    );
  });

  it('reads what JSON.parse gave, but no decimals from floats', () => {
    const plain = JsonReader.of(JSON.parse('{"time":1700000000000,"price":"0.10","float":0.1}'), context);
    expect(plain.field('time').integer()).toBe(1_700_000_000_000);
    expect(plain.field('price').decimal()).toBe('0.10');
    expect(() => plain.field('float').decimal()).toThrow('parse the answer with parseExactJson');
  });

  it('shows at most the beginning of what stood there, with its exact numbers', () => {
    const rows = JSON.stringify({ rows: Array.from({ length: 100_000 }, () => ['0.10', 'x'.repeat(500)]) });
    const error = failure(() => read(rows).field('nothing'));
    expect(error.sample).toHaveLength(200);
    expect(error.sample.startsWith('{"rows":[["0.10","xxx')).toBe(true);
    expect(failure(() => read('{"a":[1.50]}').string()).sample).toBe('{"a":[1.50]}');
  });
});
