import { parseExactJson } from '@marketloom/transport';
import { expect, test } from 'vitest';
import { plainJson } from './plain-json.ts';

test.each([
  '{"a":1.50,"b":[1,{"c":-2e3}],"d":null,"e":"1","f":{"g":{}},"h":true}',
  '[[],{},0]',
  '{"__proto__":{"a":1},"constructor":2}',
  '7',
])('%s is what JSON.parse gives', (text) => {
  expect(plainJson(parseExactJson(text))).toEqual(JSON.parse(text));
});

test('a field named __proto__ stays a field', () => {
  const plain = plainJson(parseExactJson('{"__proto__":{"a":1}}'));
  expect(Object.keys(plain as object)).toEqual(['__proto__']);
});
