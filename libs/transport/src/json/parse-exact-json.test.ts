import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExactJson, ExactNumber } from './exact-json.ts';
import { parseExactJson } from './parse-exact-json.ts';

/** The value as `JSON.parse` would have given it. */
function toPlain(value: ExactJson): unknown {
  if (value instanceof ExactNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, toPlain(field)] as const);
  return Object.fromEntries(fields);
}

/** The source texts of all numbers, in their order, by `JSON.parse` itself. */
function numberTexts(json: string): string[] {
  const texts: string[] = [];
  JSON.parse(json, function collect(this: unknown, _: string, value: unknown, context?: { source?: string }) {
    if (typeof value === 'number') texts.push(context?.source ?? '');
    return value;
  } as (key: string, value: unknown) => unknown);
  return texts;
}

function exactTexts(value: ExactJson): string[] {
  if (value instanceof ExactNumber) return [value.text];
  if (Array.isArray(value)) return value.flatMap(exactTexts);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(exactTexts) : [];
}

function outcome(parse: (text: string) => unknown, text: string): unknown {
  try {
    return { value: parse(text) };
  } catch (error) {
    return { failed: (error as Error).constructor.name };
  }
}

describe('parseExactJson', () => {
  it('keeps the digits that a float would lose', () => {
    const text = '[0.10,1e-8,-0,123456789012345678901234567890,0.1000000000000000055511151231257827,1E+2]';
    expect(exactTexts(parseExactJson(text))).toEqual(text.slice(1, -1).split(','));
  });

  it('takes bytes as well as text', () => {
    expect(parseExactJson(new TextEncoder().encode('{"币安":"人生"}'))).toEqual({ 币安: '人生' });
  });

  it('does not let a name become a prototype', () => {
    const value = parseExactJson('{"__proto__":{"admin":true},"constructor":1}') as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(value['admin']).toBeUndefined();
  });

  it('gives the same structure as JSON.parse, and the source text of every number', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 6, stringUnit: 'binary' }),
        fc.constantFrom(0, 1, 2),
        (json, indent) => {
          const text = JSON.stringify(JSON.parse(json), null, indent);
          const exact = parseExactJson(text);
          expect(toPlain(exact)).toEqual(JSON.parse(text));
          expect(exactTexts(exact)).toEqual(numberTexts(text));
          expect(JSON.stringify(toPlain(exact))).toBe(JSON.stringify(JSON.parse(text)));
        },
      ),
    );
  });

  it('keeps numbers of every form that JSON has', () => {
    const digits = fc.stringMatching(/^\d{1,25}$/);
    const number = fc
      .tuple(
        fc.boolean(),
        fc.stringMatching(/^(?:0|[1-9]\d{0,30})$/),
        fc.option(digits),
        fc.option(fc.stringMatching(/^[eE][+-]?\d{1,2}$/)),
      )
      .map(
        ([minus, whole, fraction, exponent]) =>
          `${minus ? '-' : ''}${whole}${fraction === null ? '' : `.${fraction}`}${exponent ?? ''}`,
      );
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        const text = `{"a":[${numbers.join(' , ')}]}`;
        expect(exactTexts(parseExactJson(text))).toEqual(numbers);
        expect(numberTexts(text)).toEqual(numbers);
      }),
    );
  });

  it('accepts and refuses what JSON.parse does, also of broken text', () => {
    const edit = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 3 }),
      put: fc.oneof(
        fc.constantFrom(
          '"',
          '\\',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '-',
          '.',
          'e',
          '0',
          '1',
          ' ',
          '\n',
          '\t',
          '\u0001',
          'true',
          'nul',
          '\\u00',
          '\ufeff',
          '\u2028',
          '+',
          '01',
        ),
        fc.string({ maxLength: 3 }),
      ),
    });
    fc.assert(
      fc.property(fc.json(), fc.array(edit, { minLength: 1, maxLength: 4 }), (json, edits) => {
        let text = json;
        for (const { at, cut, put } of edits) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + put + text.slice(place + cut);
        }
        expect(outcome((source) => toPlain(parseExactJson(source)), text)).toEqual(outcome(JSON.parse, text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['', 'the text ends at 0 where a value should follow'],
    ['[1,2', 'the text ends at 4 where a comma or the end of the array should follow'],
    ['{"a"', 'the text ends at 4 where a colon should follow'],
    ['{"a":1', 'the text ends at 6 where a comma or the end of the object should follow'],
    ['"abc', 'the text ends at 4 where the end of the string should follow'],
    ['[1,]', '"]" at 3 where a value should stand'],
    ['{a:1}', '"a" at 1 where a name in quotes should stand'],
    ['1 2', '"2" at 2 where nothing more should stand'],
    ['<html>', '"<" at 0 where a value should stand'],
    ['"a\nb"', '"\\n" at 2 where the end of the string should stand'],
  ])('says where %s goes wrong', (text, message) => {
    expect(() => parseExactJson(text)).toThrow(new SyntaxError(message));
  });

  it('refuses to nest without end', () => {
    expect(parseExactJson('['.repeat(500) + ']'.repeat(500))).toHaveLength(1);
    expect(() => parseExactJson('['.repeat(100_000))).toThrow('nested deeper than 500 levels');
  });
});
