import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSession } from '../connection/transaction.ts';
import { createStoreFixture, type StoreFixture } from '../testing/store-fixture.ts';
import { CopyWriter } from './copy-writer.ts';
import { InvalidDecimalError } from './numeric-binary.ts';

let database: StoreFixture;
beforeAll(async () => {
  database = await createStoreFixture();
});
afterAll(() => database.drop());

/** What the server makes of binary numerics, and of the same texts. */
async function throughServer(
  texts: readonly string[],
): Promise<{ binary: string; text: string; scale: number; textScale: number }[]> {
  const writer = new CopyWriter(16);
  writer.writeSignature();
  texts.forEach((text, index) => {
    writer.writeFieldCount(2);
    writer.writeInteger(index);
    writer.writeNumeric(text);
  });
  writer.writeTrailer();
  return withSession(database.connection, async (session) => {
    await session.query(
      'CREATE TEMP TABLE IF NOT EXISTS decimals (place integer, value numeric); TRUNCATE decimals',
    );
    await database.connection.copyIn(session, { table: 'decimals', columns: ['place', 'value'] }, [
      writer.written(),
    ]);
    const { rows } = await session.query<{ binary: string; text: string; scale: number; textScale: number }>(
      `SELECT value::text AS binary, given::numeric::text AS text, scale(value), scale(given::numeric) AS "textScale"
       FROM decimals JOIN jsonb_array_elements_text($1::text::jsonb) WITH ORDINALITY AS texts (given, ordinal)
         ON ordinal = place + 1 ORDER BY place`,
      [JSON.stringify(texts)],
    );
    return rows;
  });
}

const digits = (most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0001234567899'.split('')), minLength: 1, maxLength: most });
const plain = fc
  .tuple(digits(20), fc.option(digits(24), { nil: undefined }))
  .map(([whole, fraction]) => (fraction === undefined ? whole : `${whole}.${fraction}`));
const any = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(60),
    fc.option(digits(60), { nil: undefined }),
    fc.option(fc.integer({ min: -80, max: 80 }), { nil: undefined }),
  )
  .map(([sign, whole, fraction, exponent]) => {
    const mantissa = fraction === undefined ? whole : `${whole}.${fraction}`;
    return `${sign}${mantissa}${exponent === undefined ? '' : `e${exponent}`}`;
  });

describe('a decimal text written as a binary numeric', () => {
  test.each([
    ['plain', plain],
    ['any', any],
  ])('is what the server makes of the text, with the same decimal places: %s', async (_name, text) => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 200 }), async (texts) => {
        const rows = await throughServer(texts);
        expect(rows.map(({ binary, scale }) => [binary, scale])).toEqual(
          rows.map(({ text: value, textScale }) => [value, textScale]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('keeps to the server at the edges', async () => {
    const texts = [
      '0',
      '-0',
      '0.000',
      '00012.3400',
      '.5',
      '5.',
      '9999',
      '10000',
      '99999999',
      '100000000',
      '999999999999999',
      '1000000000000000',
      '0.0001',
      '0.00001',
      '0.00000000000001',
      '1e-16383',
      `0.${'0'.repeat(16_382)}1`,
      '1E+5',
      '1e131071',
      '12345678901234567890.123456789012345678901234567890',
      '27123.45000000',
      '20000.00000000',
      '100000000.00000001',
    ];
    const rows = await throughServer(texts);
    expect(rows.map(({ binary, scale }) => [binary, scale])).toEqual(
      rows.map(({ text: value, textScale }) => [value, textScale]),
    );
  });

  test.each([
    'NaN',
    'Infinity',
    '-Infinity',
    '',
    '.',
    '-',
    '1.2.3',
    '1e',
    'e5',
    '0x10',
    ' 1',
    '1 ',
    '1,5',
    '1_000',
    '١',
    '1e-16384',
    '1e131072',
    '--1',
  ])('is refused when it is no finite decimal that a numeric holds: %j', (text) => {
    expect(() => new CopyWriter(64).writeNumeric(text)).toThrow(InvalidDecimalError);
  });
});
