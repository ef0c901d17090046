import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

describe('the command line', () => {
  it('is understood', () => {
    expect(parseCommandLine(['klines'], 'out.md')).toEqual({
      what: 'klines',
      symbols: 10,
      minutes: 100_000,
      rounds: 5,
      profile: false,
      out: 'out.md',
    });
    const given = 'klines --symbols 5 --minutes 1000 --rounds 1 --profile --out /tmp/a.md'.split(' ');
    expect(parseCommandLine(given, 'out.md')).toEqual({
      what: 'klines',
      symbols: 5,
      minutes: 1000,
      rounds: 1,
      profile: true,
      out: '/tmp/a.md',
    });
    expect(parseCommandLine('books --books 50 --rounds 2'.split(' '), 'out.md')).toEqual({
      what: 'books',
      books: 50,
      rounds: 2,
      out: 'out.md',
    });
    expect(parseCommandLine(['packages'], 'out.md')).toEqual({ what: 'packages', rounds: 5, out: 'out.md' });
    expect(parseCommandLine(['--help'], 'out.md')).toBeNull();
  });

  it.each([
    [[], /say what to measure/],
    [['candles'], /say what to measure/],
    [['books', '--books', '40'], /a multiple of 50/],
    [['books', '--profile'], /--profile is not of books/],
    [['packages', '--books', '50'], /--books is not of packages/],
    [['klines', '--books', '50'], /--books is not of klines/],
    [['klines', '--symbol', '1'], /--symbol/],
    [['klines', '--symbols', '11'], /--symbols is a whole number from 1 to 10/],
    [['klines', '--symbols', '0'], /--symbols is a whole number/],
    [['klines', '--minutes', '150'], /a multiple of 100/],
    [['klines', '--minutes', '1000000'], /no more than 2000000 rows/],
    [['klines', '--rounds', '1.5'], /--rounds is a whole number/],
  ])('is refused with a reason: %j', (given, message) => {
    expect(() => parseCommandLine(given, 'out.md')).toThrow(message);
  });
});
