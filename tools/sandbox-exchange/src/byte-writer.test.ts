import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import { printUnits } from './decimal-step.ts';

function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter();
  write(writer);
  return writer.take().toString();
}

/** Short numbers are as likely as long ones. */
const aNumber = fc
  .tuple(fc.maxSafeNat(), fc.nat(15))
  .map(([value, shift]) => Math.floor(value / 10 ** shift));

describe('ByteWriter', () => {
  it('writes whole numbers digit for digit', () => {
    fc.assert(
      fc.property(aNumber, (value) => {
        expect(written((writer) => writer.integer(value))).toBe(String(value));
      }),
    );
  });

  it('writes decimals digit for digit, with zeros up to the length that is asked for', () => {
    fc.assert(
      fc.property(aNumber, fc.nat(9), fc.nat(8), (value, decimals, zeros) => {
        const length = decimals + zeros;
        const text = printUnits(BigInt(value) * 10n ** BigInt(zeros), length);
        expect(written((writer) => writer.units(value, decimals, length))).toBe(`"${text}"`);
      }),
    );
  });

  it('writes decimals of more units than a number can tell', () => {
    fc.assert(
      fc.property(aNumber, fc.nat(99_999_999), (high, low) => {
        const text = printUnits(BigInt(high) * 10n ** 8n + BigInt(low), 8);
        expect(written((writer) => writer.parts(high, low, 8, 8))).toBe(`"${text}"`);
      }),
    );
  });

  it('leaves alone what was taken until it is given back', () => {
    const writer = new ByteWriter();
    writer.ascii('first');
    const first = writer.take();
    writer.ascii('second');
    const second = writer.take();
    expect([first, second].map(String)).toEqual(['first', 'second']);

    writer.giveBack(first);
    writer.giveBack(first);
    writer.giveBack(Buffer.from('not from here'));
    const [third, fourth] = [writer.take(), writer.take()];
    expect(new Set([second, third, fourth].map(({ buffer }) => buffer)).size).toBe(3);
    expect([third, fourth].filter(({ buffer }) => buffer === first.buffer)).toHaveLength(1);
  });
});
