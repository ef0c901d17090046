import { compareSymbols, SymbolRepresentation } from '@marketloom/symbol';
import { editDistance } from './edit-distance.ts';

/** How far a known symbol is from the wanted one; null when it is no help. */
type Rating = (known: SymbolRepresentation) => number | null;

/** One step in what matters more outweighs any edit distance between printed symbols in what matters less. */
const TIER = 1000;

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
      const other = SymbolRepresentation.tryParse(text);
      const rating = other === null ? null : rate(other);
      return other === null || rating === null ? [] : [{ text, other, rating }];
    })
    .toSorted((a, b) => a.rating - b.rating || compareSymbols(a.other, b.other))
    .slice(0, most)
    .map(({ text }) => text);
}

function byParts(wanted: SymbolRepresentation): Rating {
  return (known) => {
    // A suffix is long next to a typing error: that it differs counts as one.
    const distance = editDistance(wanted.bare, known.bare) + Number(wanted.settle !== known.settle);
    if (known.base === wanted.base) return distance;
    return isNear(editDistance(wanted.base, known.base), wanted.base, 1 / 3) ? TIER + distance : null;
  };
}

function byLetters(wanted: string): Rating {
  const letters = squeeze(wanted);
  // BASE-QUOTE of what has a third part, be it no type.
  const [, pair = wanted] = /^(.*-.*)-[^-]*$/s.exec(wanted) ?? [];
  const pairLetters = squeeze(pair);
  return (known) => {
    const whole = editDistance(letters, squeeze(known.toString()));
    const distance = Math.min(whole, editDistance(pairLetters, squeeze(known.base + known.quote)));
    return isNear(distance, pairLetters, 1 / 4) ? TIER * distance + whole : null;
  };
}

/** Letters and digits only, in upper case: `btc/usdt` and `BTC-USDT` are alike. */
const squeeze = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether few enough of the letters are wrong: one, or a share of them. What is farther off is no help. */
const isNear = (distance: number, wanted: string, share: number): boolean =>
  wanted !== '' && distance <= Math.max(1, Math.floor(wanted.length * share));
