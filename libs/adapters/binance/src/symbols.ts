/** What a base counts: `1000` `PEPE` for `1000PEPE`. */
export interface Underlying {
  readonly asset: string;
  readonly multiplier: string;
}

/**
 * Binance lists cheap assets in bundles, under a name that says so: `1000PEPE`, `1000SATS`, `1000000MOG`, `1MBABYDOGE`.
 * The rule: a power of ten from 1000 up in digits, or `1M` for a million, before a name of at least two characters that
 * begins with a letter. `1INCH` and `100X` are names of their own, and so is `1000X`, of which one letter would be left.
 */
export function underlyingOf(baseAsset: string): Underlying {
  const bundled = /^(?:(10{3,})|1M)(\p{L}.+)$/su.exec(baseAsset);
  if (bundled === null) return { asset: baseAsset, multiplier: '1' };
  const [, digits = '1000000', asset = ''] = bundled;
  return { asset, multiplier: digits };
}
