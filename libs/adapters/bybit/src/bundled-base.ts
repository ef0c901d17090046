import { type Underlying, underlyingOf } from '@marketloom/adapter-kit';

/**
 * What the base of a contract counts. Cheap assets are listed in bundles whose size stands before the name
 * (`1000PEPE`, `1000000BABYDOGE`) or, in the oldest such contract, behind it: `SHIB1000`.
 */
export function bundleIn(base: string): Underlying {
  const [, asset, multiplier] = /^(.*\p{L})(10{3,})$/su.exec(base) ?? [];
  return asset === undefined || multiplier === undefined ? underlyingOf(base) : { asset, multiplier };
}
