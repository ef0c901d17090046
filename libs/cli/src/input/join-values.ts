/**
 * Joins values that begin with a hyphen to the flag before them: `--start -7d` becomes `--start=-7d`, which otherwise
 * reads as the short flags 7 and d; and `--from -`, for stdin, becomes `--from=-`.
 */
export function joinValues(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const argument of argv) {
    const before = joined.at(-1);
    const isValue = argument === '-' || /^-\d+(?:\.\d+)?[a-z]+$/i.test(argument);
    if (isValue && before !== undefined && /^--[a-z][a-z-]*$/.test(before))
      joined[joined.length - 1] = `${before}=${argument}`;
    else joined.push(argument);
  }
  return joined;
}
