/**
 * What Kraken calls by a name of its own: https://support.kraken.com/hc/en-us/articles/360001206766-Bitcoin-currency-code-XBT-vs-BTC.
 * Where Terra was split in May 2022, the old assets kept their names there, and lost them elsewhere.
 */
const RENAMED: Readonly<Record<string, string>> = {
  XBT: 'BTC',
  XDG: 'DOGE',
  LUNA: 'LUNC',
  LUNA2: 'LUNA',
  UST: 'USTC',
};

/** The name that an asset has elsewhere: `XBT` → `BTC`, `LUNA2` → `LUNA`; others are as they are. */
export function assetName(name: string): string {
  const upper = name.toUpperCase();
  return Object.hasOwn(RENAMED, upper) ? (RENAMED[upper] as string) : upper;
}

/**
 * The plain name of an asset's id: the oldest have an X before them, or a Z where they are money of a state, and four
 * letters in all: `XXBT`, `XETH`, `ZUSD`. Others begin so of themselves, like `ZETA`: where a row has `wsname`, that counts.
 */
export function plainAssetName(id: string): string {
  return assetName(/^[XZ][A-Z]{3}$/.test(id) ? id.slice(1) : id);
}
