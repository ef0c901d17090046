/**
 * The text of a symbol, as closely as a type can tell it: two hyphens, a type that exists, digits behind `FUTURE_`. Text
 * that has this type may still be none: only parsing tells whether its day exists and its assets are named as they may be.
 */
export type SymbolText =
  | `${string}-${string}-SPOT`
  | `${string}-${string}-${'PERP' | `FUTURE_${number}`}${'' | `:${string}`}`;

/**
 * `Text` where it can be a symbol, in either case, or is not wholly known before the program runs; else {@link SymbolText},
 * to which it cannot be assigned. So a typing error in a literal does not compile.
 */
export type PossibleSymbol<Text extends string> =
  // Only of literals a record must have the properties that they name.
  {} extends Readonly<Record<Text, 1>> ? Text : Uppercase<Text> extends SymbolText ? Text : SymbolText;
