import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asset, base, CONTROLS, HALF_PAIRS, WHITESPACE } from './fixtures/symbol-arbitraries.ts';
import { InvalidSymbolError, type SymbolPart, SymbolRepresentation } from './index.ts';

const type = fc.constantFrom('SPOT', 'PERP', 'FUTURE_270326', 'spot', 'Perp', 'future_270326');
const derivative = fc.constantFrom('PERP', 'perp', 'FUTURE_270326');

/** Texts made of pieces, each a fixed text or any of many. */
const join = (...pieces: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...pieces.map((piece) => (typeof piece === 'string' ? fc.constant(piece) : piece)))
    .map((texts) => texts.join(''));

/** Names with something put into them at the beginning, in the middle, or at the end. */
const spoilt = (name: fc.Arbitrary<string>, spoilers: readonly string[]): fc.Arbitrary<string> =>
  fc
    // Without surrogate pairs: beside another half, half a pair would be well-formed.
    .tuple(
      name.filter((text) => !/\p{Cs}|[^\0-\uffff]/u.test(text)),
      fc.constantFrom(...spoilers),
      fc.nat(),
    )
    .map(([text, spoiler, random]) => {
      const at = random % (text.length + 1);
      return text.slice(0, at) + spoiler + text.slice(at);
    });

const unknownType = asset.filter((text) => !/^(?:spot|perp|future(?:_.*)?)$/is.test(text));

const noSuchDay = fc
  .tuple(fc.nat(99), fc.nat(99), fc.nat(99))
  .filter(([year, month, day]) => {
    const last = new Date(Date.UTC(2000 + year, month, 0)).getUTCDate();
    return month < 1 || month > 12 || day < 1 || day > last;
  })
  .map((numbers) => numbers.map((number) => String(number).padStart(2, '0')).join(''));

type FaultClass = [name: string, texts: fc.Arbitrary<string>, part: SymbolPart, reason: RegExp];

const spoilers: readonly [string, readonly string[], RegExp][] = [
  ['white space', WHITESPACE, /whitespace|control/],
  ['a control character', CONTROLS, /control/],
  ['a colon', [':'], /colon/],
  ['half a surrogate pair', HALF_PAIRS, /well-formed/],
];

const spoiltNames = spoilers.flatMap(([name, what, reason]): FaultClass[] => [
  [`${name} in the base`, join(spoilt(base, what), '-', asset, '-', type), 'base', reason],
  [`${name} in the quote`, join(base, '-', spoilt(asset, what), '-', type), 'quote', reason],
  [
    `${name} in the suffix`,
    join(base, '-', asset, '-', derivative, ':', spoilt(asset, what)),
    'settle',
    reason,
  ],
]);

const others: readonly FaultClass[] = [
  ['nothing', fc.constant(''), 'shape', /two hyphens/],
  ['no hyphen', asset, 'shape', /two hyphens/],
  ['one hyphen', join(asset, '-', asset), 'shape', /two hyphens/],
  ['only a hyphen in front', join('-', asset), 'shape', /two hyphens/],
  ['an empty base', join('-', asset, '-', type), 'base', /empty/],
  ['an empty quote', join(base, '--', type), 'quote', /empty/],
  ['an empty type', join(base, '-', asset, '-'), 'type', /SPOT, PERP and FUTURE_YYMMDD/],
  ['an unknown type', join(base, '-', asset, '-', unknownType), 'type', /SPOT, PERP and FUTURE_YYMMDD/],
  [
    'a type and more',
    join(base, '-', asset, fc.constantFrom('- SPOT', '-SPOT ', '-PERPETUAL')),
    'type',
    /SPOT/,
  ],
  ['an unknown type with a suffix', join(base, '-', asset, '-', unknownType, ':BTC'), 'type', /SPOT/],
  ['an empty suffix', join(base, '-', asset, '-', derivative, ':'), 'settle', /empty/],
  [
    'a suffix with a hyphen',
    join(base, '-', asset, '-', derivative, ':', asset, '-', asset),
    'settle',
    /hyphen/,
  ],
  ['a suffix behind SPOT', join(base, '-', asset, '-SPOT:', asset), 'settle', /spot pair/],
  [
    'a suffix that repeats a spot quote',
    asset.map((text) => `BTC-${text}-spot:${text}`),
    'settle',
    /spot pair/,
  ],
  [
    'a future without a day',
    join(base, '-', asset, fc.constantFrom('-FUTURE', '-FUTURE_')),
    'expiry',
    /YYMMDD/,
  ],
  [
    'the same with a suffix',
    join(base, '-', asset, fc.constantFrom('-FUTURE:B', '-FUTURE_:B')),
    'expiry',
    /YYMMDD/,
  ],
  ['a day that does not exist', join(base, '-USDT-FUTURE_', noSuchDay), 'expiry', /day that exists/],
  [
    'what is not YYMMDD',
    join(
      base,
      '-USD-FUTURE_',
      fc.constantFrom('27032', '2703260', '27O326', '+70326', '２７０３２６', '270326 '),
    ),
    'expiry',
    /day that exists/,
  ],
];

describe('every invalid text names its fault', () => {
  it.each<FaultClass>([...spoiltNames, ...others])('%s', (_, texts, part, reason) => {
    fc.assert(
      fc.property(texts, (text) => {
        const error = faultOf(text);
        expect([error.part, error.input]).toEqual([part, text]);
        expect(error.reason).toMatch(reason);
        expect(error.message).toContain(`${part}: ${error.reason}`);
        expect(SymbolRepresentation.tryParse(text)).toBeNull();
      }),
    );
  });
});

function faultOf(text: string): InvalidSymbolError {
  try {
    SymbolRepresentation.parse(text);
  } catch (error) {
    if (InvalidSymbolError.isInstance(error)) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(text)} was taken for a symbol`);
}
