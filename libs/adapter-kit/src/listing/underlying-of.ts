/** What a base counts: `1000` `PEPE` for `1000PEPE`. */
export interface Underlying {
  readonly asset: string;
  readonly multiplier: string;
}

/**
 * Exchanges list cheap assets in bundles, under a name that says so: `1000PEPE`, `1000X`, `1000000MOG`, `1MBABYDOGE`. The
 * rule: a power of ten from 1000 up in digits before a name that begins with a letter, or `1M` for a million before one
 * of at least two characters. `1INCH`, `100X` and `1MX` are names of their own.
 */
export function underlyingOf(baseAsset: string): Underlying {
  const bundled = /^(?:(10{3,})(?=\p{L})|1M(?=\p{L}.))(.+)$/su.exec(baseAsset);
  if (bundled === null) return { asset: baseAsset, multiplier: '1' };
  const [, digits = '1000000', asset = ''] = bundled;
  return { asset, multiplier: digits };
}
