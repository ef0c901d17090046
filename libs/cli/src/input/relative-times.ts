/**
 * Joins a relative time to the flag before it: `--start -7d` becomes `--start=-7d`, which otherwise reads as the short
 * flags 7 and d.
 */
export function joinRelativeTimes(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const argument of argv) {
    const before = joined.at(-1);
    const isRelative = /^-\d+(?:\.\d+)?[a-z]+$/i.test(argument);
    if (isRelative && before !== undefined && /^--[a-z][a-z-]*$/.test(before))
      joined[joined.length - 1] = `${before}=${argument}`;
    else joined.push(argument);
  }
  return joined;
}
