import { SymbolRepresentation } from '@marketloom/symbol';
import { editDistance } from './edit-distance.ts';

/** Letters and digits only, in upper case: `btc/usdt` and `BTC-USDT` are alike. */
const squeeze = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A third of the letters may be wrong; what is farther off is no help. */
const isNear = (distance: number, wanted: string): boolean =>
  distance <= Math.max(1, Math.floor(wanted.length / 3));

/**
 * The known symbols nearest to one that is not known, best first: those of the same base, then those whose base is
 * spelt alike, by edit distance over the printed form. For a text that is no symbol at all, such as `BTCUSDT`, those
 * spelt alike when hyphens are left out, with the type or without.
 */
export function suggestSymbols(wanted: string, known: Iterable<string>, most = 3): string[] {
  const symbol = SymbolRepresentation.tryParse(wanted);
  const rate = symbol === null ? byLetters(wanted) : byParts(symbol);
  return [...new Set(known)]
    .flatMap((text) => {
      const rating = rate(text);
      return rating === null ? [] : [{ text, rating }];
    })
    .toSorted((a, b) => a.rating - b.rating || (a.text < b.text ? -1 : 1))
    .slice(0, most)
    .map(({ text }) => text);
}

type Rating = (known: string) => number | null;

/** Farther than any two symbols of one base are from each other. */
const OTHER_BASE = 10_000;

function byParts(wanted: SymbolRepresentation): Rating {
  const printed = wanted.toString();
  return (known) => {
    const other = SymbolRepresentation.tryParse(known);
    if (other === null) return null;
    if (other.base === wanted.base) return editDistance(printed, known);
    if (Math.abs(other.base.length - wanted.base.length) > wanted.base.length) return null;
    if (!isNear(editDistance(wanted.base, other.base), wanted.base)) return null;
    return OTHER_BASE + editDistance(printed, known);
  };
}

function byLetters(wanted: string): Rating {
  const letters = squeeze(wanted);
  return (known) => {
    const parts = known.split('-');
    const pair = squeeze(parts.slice(0, -1).join(''));
    const distance = Math.min(editDistance(letters, pair), editDistance(letters, squeeze(known)));
    return isNear(distance, letters) ? distance : null;
  };
}
