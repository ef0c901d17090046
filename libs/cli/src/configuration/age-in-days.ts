const DAYS = /^([1-9]\d{0,4})d$/;

/**
 * What is wrong with a value that is an age in whole days, or a word for none at all, or empty; null when nothing is.
 * @param word `never`, `forever`
 */
export function ageFault(text: string, word: string): string | null {
  if (text === '' || text === word || DAYS.test(text)) return null;
  return `it must be whole days such as 30d, ${word}, or empty, not ${JSON.stringify(text)}`;
}

/** The days that a value without a fault says; null for the word, undefined where it says nothing. */
export function ageInDays(text: string, word: string): number | null | undefined {
  if (text === word) return null;
  const days = DAYS.exec(text)?.[1];
  return days === undefined ? undefined : Number(days);
}
