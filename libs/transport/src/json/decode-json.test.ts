import { gzipSync } from 'node:zlib';
import { BadResponseError, type TransportResponse } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { thrown } from '../fixtures/thrown.ts';
import { ReceivedResponse } from '../http/received-response.ts';
import { decodeJson, readExactJson } from './decode-json.ts';

const context = { exchange: 'testex', operation: 'fetchThings' };

const answer = (body: string | Uint8Array): TransportResponse =>
  new ReceivedResponse({ status: 200, headers: {}, body: Buffer.from(body), sentAt: 1, receivedAt: 2 });

describe.each([
  ['decodeJson', decodeJson],
  ['readExactJson', readExactJson],
])('%s', (_, decode) => {
  it.each<[string, string | Uint8Array, string, string]>([
    ['nothing', '', 'is empty, where JSON was expected (HTTP 200)', ''],
    ['white space', ' \n', 'is empty', ''],
    [
      'a web page',
      '\n<!DOCTYPE html>\n<html>\n  <title>Just a moment...',
      'is a web page',
      '<!DOCTYPE html> <html> <title>Just a moment...',
    ],
    ['cut-off JSON', '[[1,"2"],[3', 'is broken or cut-off JSON of 11 bytes', '[[1,"2"],[3'],
    ['plain text', 'upstream connect error', 'is broken or cut-off JSON', 'upstream connect error'],
    ['compressed data', gzipSync('[]'), 'is not UTF-8 text', ''],
  ])('says that the answer is %s', (_name, body, message, sample) => {
    const error = thrown(() => decode(answer(body), context)) as BadResponseError;
    expect(error).toBeInstanceOf(BadResponseError);
    expect(error.message).toContain(`testex: fetchThings: the answer ${message}`);
    expect(error).toMatchObject({ path: '$', retryable: true });
    expect(error.sample).toContain(sample);
    expect(error.sample.length).toBeLessThanOrEqual(200);
  });
});

it('decodes JSON, with a byte order mark or without', () => {
  expect(decodeJson(answer('\ufeff{"a":[1,"币安人生"]}'), context)).toEqual({ a: [1, '币安人生'] });
  expect(readExactJson(answer('\ufeff{"a":[1.50]}'), context).field('a').item(0).decimal()).toBe('1.50');
});
