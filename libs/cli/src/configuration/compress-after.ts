const DAYS = /^([1-9]\d{0,4})d$/;

/** What is wrong with a value of `[database] compress_after`; null when nothing is. */
export function compressAfterFault(text: string): string | null {
  if (text === '' || text === 'never' || DAYS.test(text)) return null;
  return `it must be whole days such as 30d, never, or empty, not ${JSON.stringify(text)}`;
}

/** The days that a value without a fault says; null for never, undefined where it says nothing. */
export function compressAfterDays(text: string): number | null | undefined {
  if (text === 'never') return null;
  const days = DAYS.exec(text)?.[1];
  return days === undefined ? undefined : Number(days);
}
