import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { readIni } from './ini-file.ts';

const read = (text: string): Record<string, Record<string, string>> =>
  Object.fromEntries([...readIni(text, 'a.ini')].map(([name, keys]) => [name, Object.fromEntries(keys)]));

describe('readIni', () => {
  it('reads sections, keys, comments and quotes', () => {
    const text =
      '\uFEFF; top\n[database]\r\nurl = "postgres://u:a;b#c@h/d"\n# no\npool_size=10 ; many\n\n[binance]\nretries =\n';
    expect(read(text)).toEqual({
      database: { url: 'postgres://u:a;b#c@h/d', pool_size: '10' },
      binance: { retries: '' },
    });
  });

  it('keeps words that look like something else as text', () => {
    expect(read('[a]\nb = true\nc = null\nd = 007\ne = x=y')).toEqual({
      a: { b: 'true', c: 'null', d: '007', e: 'x=y' },
    });
  });

  it.each([
    ['[a]\nnonsense', 'a.ini, line 2: this is neither'],
    ['a = 1', 'a.ini, line 1: a stands before the first [section]'],
    ['[a]\nb = 1\nb = 2', 'a.ini, line 3: [a] b is there twice'],
    ['[A B]', 'a.ini, line 1: [A B] is not a section'],
    ['[a]\nurl = postgres://u:p#w@h/d', 'a.ini, line 2: put a value that holds ; or # into double quotes'],
  ])('refuses %j', (text, message) => {
    expect(() => readIni(text, 'a.ini')).toThrow(UsageError);
    expect(() => readIni(text, 'a.ini')).toThrow(message);
  });
});
