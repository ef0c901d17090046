import { KLINE_COLUMNS, type KlineTable } from '@marketloom/exchange';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf, contractRows, minutesOf, wholeRows } from '../fixtures/whole-rows.ts';
import type { KlineCells } from './kline-dialect.ts';
import { readKlineRows } from './kline-rows.ts';

const OPEN = Date.UTC(2024, 0, 1);
const expected = minutesOf(null);

/** What comes of an answer: the columns, or the words of the error. */
const outcome = (act: () => KlineTable): unknown => {
  try {
    const { columns } = act();
    return Object.fromEntries(KLINE_COLUMNS.map((name) => [name, columns[name]]));
  } catch (error) {
    return String(error);
  }
};
const read = (text: string): KlineTable => readKlineRows(answerOf(text), wholeRows, expected).klines;
/** Read as rows that hold more than the scanner knows, which must make no difference. */
const parsed = (text: string): KlineTable =>
  readKlineRows(answerOf(text), { ...wholeRows, cells: () => wholeRows.cells as KlineCells }, expected)
    .klines;
const expectAlike = (text: string): void => {
  expect(outcome(() => read(text))).toEqual(outcome(() => parsed(text)));
};

const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 2 });
const spelling = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('"0.01634790"', '"42283.58000000"', '"0"', '"148976.11427815"') },
  { weight: 2, arbitrary: fc.constantFrom('0.10', '17', '-1', '1e-7', '1E+5', '9007199254740993.10', '0') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"NaN"',
      '""',
      '"-1"',
      '"1\\u0030"',
      '"é"',
      'null',
      'true',
      '01',
      '.5',
      '5.',
      '1e',
      '[]',
      '{}',
      `"${'1'.repeat(255)}"`,
      `"${'1'.repeat(256)}"`,
    ),
  },
);
const whole = (usual: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constant(String(usual)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('1e3', '1.0', '-5', '007', `"${usual}"`, 'null', '9007199254740993'),
    },
  );
/** The text of a row, with white space where JSON lets it stand; now and then too short, or with something else in it. */
const row = fc.nat(5).chain((minute) => {
  const open = OPEN + minute * 60_000;
  const decimal = spelling;
  const columns = fc.tuple(
    whole(open),
    fc.tuple(decimal, decimal, decimal, decimal, decimal),
    whole(open + 59_999),
    decimal,
    whole(308),
    fc.tuple(decimal, decimal),
    fc.constantFrom([], ['"0"'], ['"0"'], ['"0"', '7'], ['null'], ['"\\n"']),
    fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 6),
    fc.array(space, { minLength: 30, maxLength: 30 }),
  );
  return columns.map(([first, prices, close, quote, count, takers, rest, missing, spaces]) => {
    const all = [first, ...prices, close, quote, count, ...takers, ...rest];
    const texts = all
      .slice(0, all.length - missing)
      .map((text, at) => `${spaces[at * 2]}${text}${spaces[at * 2 + 1]}`);
    return `[${texts.join(',')}]`;
  });
});
const answer = fc
  .tuple(fc.array(row, { maxLength: 5 }), space, space)
  .map(([rows, before, after]) => `${before}[${before}${rows.join(`${after},${before}`)}${after}]${after}`);

describe('rows read from the bytes of an answer', () => {
  test('are those of the parsed answer, or fail in the same words', () => {
    fc.assert(fc.property(answer, expectAlike), { numRuns: 2000 });
  });

  test('so they do where the answer is cut off, or a byte of it is another one', () => {
    const damage = fc.tuple(
      answer,
      fc.nat(),
      fc.constantFrom('', '"', ',', '[', ']', '0', '.', '-', ' ', '\\', 'x', '\0'),
    );
    fc.assert(
      fc.property(damage, fc.boolean(), ([text, random, other], isCut) => {
        const at = random % (text.length + 1);
        expectAlike(isCut ? text.slice(0, at) : text.slice(0, at) + other + text.slice(at + 1));
      }),
      { numRuns: 2000 },
    );
  });

  test('stay bytes: no text is made of a usual answer, however long', () => {
    const rows = Array.from({ length: 2500 }, (_, minute) => {
      const open = OPEN + minute * 60_000;
      return [open, '1.10', '1.30', '1.00', '1.20', '5.0', open + 59_999, '6.00', minute, '2.5', '3.00', '0'];
    });
    const { body } = answerOf(JSON.stringify(rows));
    const text = (): never => {
      throw new Error('the text was asked for');
    };
    const table = readKlineRows({ ...answerOf(''), body, text }, wholeRows, expected).klines;
    expect(table.packed?.parts.map(({ starts }) => starts.length)).toEqual([2500]);
    expect(table.columns.tradeCount).toEqual(rows.map((_, minute) => minute));
    expect(table.at(-1).quoteVolume?.toFixed(2)).toBe('6.00');
  });

  test('are asked of no answer whose numbers are products', () => {
    const text = `[[${OPEN},"1","1","1","1","3",${OPEN + 59_999},"0.5",3,"2","0.4","0"]]`;
    const { klines: table } = readKlineRows(answerOf(text), contractRows, minutesOf('100'));
    expect(table.packed).toBeNull();
    expect(table.columns.quoteVolume).toEqual(['300']);
  });
});
