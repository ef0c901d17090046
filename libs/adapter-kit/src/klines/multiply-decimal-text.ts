import { Big } from 'big.js';

const WHOLE = /^\d{1,15}$/;

/**
 * The exact product of two decimals, as plain text. What is not a decimal comes back as it is, for the validation to
 * refuse it with its row.
 */
export function multiplyDecimalText(a: string, b: string): string {
  // Numbers of contracts and their sizes are whole: short ones need no Big.
  if (WHOLE.test(a) && WHOLE.test(b)) return String(BigInt(a) * BigInt(b));
  try {
    return new Big(a).times(b).toFixed();
  } catch {
    return a;
  }
}
